import { Switch } from "antd";
import { Check, ToggleLeft } from "lucide-react";
import { bad, type CellProps, type EditorProps, type FieldKind, good } from "../kind.ts";

function SwitchCell({ value }: CellProps) {
  return value === true ? <Check size={16} aria-label="✓" role="img" /> : null;
}

function SwitchEditor(props: EditorProps) {
  return (
    <Switch
      {...(props.id ? { id: props.id } : {})}
      checked={props.value === true}
      aria-label={props.label ?? props.field.label}
      onChange={(on) => props.onChange(on)}
    />
  );
}

const YES = ["是", "y", "yes", "true", "1", "✓", "√", "on"];
const NO = ["否", "n", "no", "false", "0", "×", "off", ""];

export const toggle: FieldKind = {
  name: "switch",
  Icon: ToggleLeft,
  width: 90,
  align: "start",
  mode: "toggle",
  Cell: SwitchCell,
  Editor: SwitchEditor,
  format: (value, _field, { say }) => say(value === true ? "yes" : "no"),
  parse: (text, _field, { say }) => {
    const word = text.trim().toLowerCase();
    if (YES.includes(word)) return good(true);
    return NO.includes(word) ? good(false) : bad(say("parse.yesNo", { text }));
  },
};
