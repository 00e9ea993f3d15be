import { PenLine } from "lucide-react";
import { lazy } from "react";
import { asFiles } from "@/model/values.ts";
import { withWords } from "@/words/t.ts";
import { bad, type CellProps, type FieldKind } from "../kind.ts";
import { SignedPicture } from "./SignedPicture.tsx";

const SignatureEditor = lazy(() =>
  withWords("editors", import("./SignatureEditor.tsx")).then((m) => ({
    default: m.SignatureEditor,
  })),
);

const SignatureCell = ({ value, form, record, roomy }: CellProps) => (
  <span className="cell-list">
    {asFiles(value).map((file) => (
      <SignedPicture key={file.id} file={file} form={form} record={record} small={!roomy} />
    ))}
  </span>
);

export const signature: FieldKind = {
  name: "signature",
  Icon: PenLine,
  width: 140,
  align: "start",
  mode: "popup",
  roomy: true,
  Cell: SignatureCell,
  Editor: SignatureEditor,
  format: (value) =>
    asFiles(value)
      .map((file) => file.name)
      .join(", "),
  parse: (_text, _field, { say }) => bad(say("parse.readOnly")),
};
