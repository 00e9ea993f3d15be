import { Paperclip } from "lucide-react";
import { lazy } from "react";
import { asFiles } from "@/model/values.ts";
import { withWords } from "@/words/t.ts";
import { bad, type FieldKind } from "../kind.ts";
import { FilesCell } from "../parts/files.tsx";

const FilesEditor = lazy(() =>
  withWords("editors", import("../parts/FilesEditor.tsx")).then((m) => ({
    default: m.FilesEditor,
  })),
);

export const files: FieldKind = {
  name: "files",
  Icon: Paperclip,
  width: 140,
  align: "start",
  mode: "popup",
  roomy: true,
  Cell: FilesCell,
  Editor: FilesEditor,
  format: (value) =>
    asFiles(value)
      .map((file) => file.name)
      .join(", "),
  parse: (_text, _field, { say }) => bad(say("parse.readOnly")),
};
