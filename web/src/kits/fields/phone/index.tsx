import { Phone } from "lucide-react";
import { asText } from "@/model/values.ts";
import type { CellProps, EditorProps, FieldKind } from "../kind.ts";
import { TextEditor, textual } from "../parts/textual.tsx";

function PhoneCell({ value, roomy }: CellProps) {
  const text = asText(value);
  return roomy ? <a href={`tel:${text}`}>{text}</a> : <span className="num cut">{text}</span>;
}

const PhoneEditor = (props: EditorProps) => <TextEditor {...props} inputMode="tel" />;

export const phone: FieldKind = {
  ...textual,
  name: "phone",
  Icon: Phone,
  width: 140,
  Cell: PhoneCell,
  Editor: PhoneEditor,
};
