import { FileText } from "lucide-react";
import { lazy } from "react";
import { asText } from "@/model/values.ts";
import type { CellProps, FieldKind } from "../kind.ts";
import { textual } from "../parts/textual.tsx";
import { wordsOf } from "./words.ts";

function RichCell({ value, roomy }: CellProps) {
  const words = wordsOf(asText(value));
  return roomy ? (
    <span style={{ whiteSpace: "pre-wrap" }}>{words}</span>
  ) : (
    <span className="cut">{words}</span>
  );
}

const RichEditor = lazy(() => import("./RichEditor.tsx").then((m) => ({ default: m.RichEditor })));

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
