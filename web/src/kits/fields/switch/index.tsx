import { Check, ToggleLeft } from "lucide-react";
import { lazy } from "react";
import { bad, type CellProps, type FieldKind, good } from "../kind.ts";

function SwitchCell({ value }: CellProps) {
  return value === true ? <Check size={16} aria-label="✓" role="img" /> : null;
}

const SwitchEditor = lazy(() =>
  import("./SwitchEditor.tsx").then((m) => ({ default: m.SwitchEditor })),
);

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
