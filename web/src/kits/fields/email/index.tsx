import { Mail } from "lucide-react";
import { asText } from "@/model/values.ts";
import type { CellProps, EditorProps, FieldKind } from "../kind.ts";
import { TextEditor, textual } from "../parts/textual.tsx";

function EmailCell({ value, roomy }: CellProps) {
  const text = asText(value);
  return roomy ? <a href={`mailto:${text}`}>{text}</a> : <span className="cut">{text}</span>;
}

const EmailEditor = (props: EditorProps) => <TextEditor {...props} inputMode="email" />;

export const email: FieldKind = {
  ...textual,
  name: "email",
  Icon: Mail,
  width: 200,
  Cell: EmailCell,
  Editor: EmailEditor,
};
