import { Input } from "antd";
import { AlignLeft } from "lucide-react";
import { asText } from "@/model/values.ts";
import type { CellProps, EditorProps, FieldKind } from "../kind.ts";
import { textual } from "../parts/textual.tsx";

function ParagraphCell({ value, roomy }: CellProps) {
  if (roomy)
    return (
      <span style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{asText(value)}</span>
    );
  return <span className="cut">{asText(value).replace(/\s+/g, " ")}</span>;
}

function ParagraphEditor(props: EditorProps) {
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

export const paragraph: FieldKind = {
  ...textual,
  name: "paragraph",
  Icon: AlignLeft,
  width: 240,
  Cell: ParagraphCell,
  Editor: ParagraphEditor,
};
