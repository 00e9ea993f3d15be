import { Input } from "antd";
import { FileText } from "lucide-react";
import { asText } from "@/model/values.ts";
import type { CellProps, EditorProps, FieldKind } from "../kind.ts";
import { textual } from "../parts/textual.tsx";

/** The words of a piece of HTML; it is never put into the page as HTML. */
export function wordsOf(html: string): string {
  const page = new DOMParser().parseFromString(
    html.replace(/<(br|\/p|\/div|\/li)\b[^>]*>/gi, "\n$&"),
    "text/html",
  );
  return (page.body.textContent ?? "").replace(/\n{3,}/g, "\n\n").trim();
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const htmlOf = (text: string) =>
  text
    .split("\n")
    .map((line) => `<p>${escaped(line)}</p>`)
    .join("");

function RichCell({ value, roomy }: CellProps) {
  const words = wordsOf(asText(value));
  return roomy ? (
    <span style={{ whiteSpace: "pre-wrap" }}>{words}</span>
  ) : (
    <span className="cut">{words}</span>
  );
}

function RichEditor(props: EditorProps) {
  return (
    <Input.TextArea
      {...(props.id ? { id: props.id } : {})}
      value={wordsOf(asText(props.value))}
      autoSize={{ minRows: 4, maxRows: 20 }}
      aria-label={props.label}
      onChange={(event) =>
        props.onChange(event.target.value === "" ? null : htmlOf(event.target.value))
      }
    />
  );
}

export const rich_text: FieldKind = {
  ...textual,
  name: "rich_text",
  Icon: FileText,
  width: 240,
  mode: "none",
  Cell: RichCell,
  Editor: RichEditor,
  format: (value) => wordsOf(asText(value)),
};
