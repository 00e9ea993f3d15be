import { Input } from "antd";
import { asText } from "@/model/values.ts";
import type { EditorProps } from "../kind.ts";

export function TextEditor(props: EditorProps & { inputMode?: "tel" | "email" | "url" }) {
  return (
    <Input
      {...(props.id ? { id: props.id } : {})}
      value={asText(props.value)}
      status={props.invalid ? "error" : ""}
      aria-invalid={props.invalid}
      aria-describedby={props.describedBy}
      aria-label={props.label}
      {...(props.inputMode ? { inputMode: props.inputMode } : {})}
      {...(typeof props.field.settings.max === "number"
        ? { maxLength: props.field.settings.max }
        : {})}
      onChange={(event) => props.onChange(event.target.value === "" ? null : event.target.value)}
    />
  );
}

export function ParagraphEditor(props: EditorProps) {
  return (
    <Input.TextArea
      {...(props.id ? { id: props.id } : {})}
      value={asText(props.value)}
      autoSize={{ minRows: 2, maxRows: 12 }}
      status={props.invalid ? "error" : ""}
      aria-invalid={props.invalid}
      aria-describedby={props.describedBy}
      aria-label={props.label}
      onChange={(event) => props.onChange(event.target.value === "" ? null : event.target.value)}
    />
  );
}
