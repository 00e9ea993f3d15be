import { Switch } from "antd";
import type { EditorProps } from "../kind.ts";

export function SwitchEditor(props: EditorProps) {
  return (
    <Switch
      {...(props.id ? { id: props.id } : {})}
      checked={props.value === true}
      aria-label={props.label ?? props.field.label}
      onChange={(on) => props.onChange(on)}
    />
  );
}
