import { Link2 } from "lucide-react";
import { asText } from "@/model/values.ts";
import type { CellProps, EditorProps, FieldKind } from "../kind.ts";
import { TextEditor, textual } from "../parts/textual.tsx";

/** Only web addresses become links; anything else (javascript:) stays text. */
function UrlCell({ value }: CellProps) {
  const text = asText(value);
  if (!/^https?:\/\//i.test(text)) return <span className="cut">{text}</span>;
  return (
    <a className="cut" href={text} target="_blank" rel="noreferrer noopener" tabIndex={-1}>
      {text.replace(/^https?:\/\//i, "")}
    </a>
  );
}

const UrlEditor = (props: EditorProps) => <TextEditor {...props} inputMode="url" />;

export const url: FieldKind = {
  ...textual,
  name: "url",
  Icon: Link2,
  width: 200,
  Cell: UrlCell,
  Editor: UrlEditor,
};
