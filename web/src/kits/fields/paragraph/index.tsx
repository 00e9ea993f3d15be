import { AlignLeft } from "lucide-react";
import { lazy } from "react";
import { asText } from "@/model/values.ts";
import type { CellProps, FieldKind } from "../kind.ts";
import { textual } from "../parts/textual.tsx";

function ParagraphCell({ value, roomy }: CellProps) {
  if (roomy)
    return (
      <span style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{asText(value)}</span>
    );
  return <span className="cut">{asText(value).replace(/\s+/g, " ")}</span>;
}

const ParagraphEditor = lazy(() =>
  import("../parts/TextEditors.tsx").then((m) => ({ default: m.ParagraphEditor })),
);

export const paragraph: FieldKind = {
  ...textual,
  name: "paragraph",
  Icon: AlignLeft,
  width: 240,
  Cell: ParagraphCell,
  Editor: ParagraphEditor,
};
