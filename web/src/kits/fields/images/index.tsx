import { Image } from "lucide-react";
import { lazy } from "react";
import { asFiles } from "@/model/values.ts";
import { withWords } from "@/words/t.ts";
import { bad, type EditorProps, type FieldKind } from "../kind.ts";
import { FilesCell } from "../parts/files.tsx";

const FilesEditor = lazy(() =>
  withWords("editors", import("../parts/FilesEditor.tsx")).then((m) => ({
    default: m.FilesEditor,
  })),
);

export const images: FieldKind = {
  name: "images",
  Icon: Image,
  width: 140,
  align: "start",
  mode: "popup",
  roomy: true,
  Cell: FilesCell,
  Editor: (props: EditorProps) => <FilesEditor {...props} images />,
  format: (value) =>
    asFiles(value)
      .map((file) => file.name)
      .join(", "),
  parse: (_text, _field, { say }) => bad(say("parse.readOnly")),
};
