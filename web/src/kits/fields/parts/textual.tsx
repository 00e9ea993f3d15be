import { Input } from "antd";
import type { ReactNode } from "react";
import { asText } from "@/model/values.ts";
import { type CellProps, type EditorProps, type FieldKind, good } from "../kind.ts";

export function TextCell({ value }: CellProps): ReactNode {
  return <span className="cut">{asText(value)}</span>;
}

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

/** Kinds whose value is one string. */
export const textual: Pick<
  FieldKind,
  "width" | "align" | "mode" | "Cell" | "Editor" | "format" | "parse"
> = {
  width: 160,
  align: "start",
  mode: "ink",
  Cell: TextCell,
  Editor: TextEditor,
  format: (value) => asText(value),
  parse: (text) => good(text.trim() === "" ? null : text.trim()),
};
