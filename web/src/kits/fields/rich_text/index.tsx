import { FileText } from "lucide-react";
import { lazy, Suspense } from "react";
import { asText } from "@/model/values.ts";
import { withWords } from "@/words/t.ts";
import { type CellProps, type FieldKind, good } from "../kind.ts";
import { textual } from "../parts/textual.tsx";
import { htmlOf, wordsOf } from "./words.ts";

const RichWords = lazy(() => import("./RichWords.tsx").then((m) => ({ default: m.RichWords })));

function RichCell({ value, roomy }: CellProps) {
  if (roomy)
    return (
      <Suspense>
        <RichWords html={asText(value)} />
      </Suspense>
    );
  return <span className="cut">{wordsOf(asText(value)).replace(/\s+/g, " ")}</span>;
}

const RichEditor = lazy(() =>
  withWords("editors", import("./RichEditor.tsx")).then((m) => ({ default: m.RichEditor })),
);

export const rich_text: FieldKind = {
  ...textual,
  name: "rich_text",
  Icon: FileText,
  width: 240,
  mode: "popup",
  roomy: true,
  Cell: RichCell,
  Editor: RichEditor,
  format: (value) => wordsOf(asText(value)),
  parse: (text) => good(text.trim() ? htmlOf(text) : null),
};
