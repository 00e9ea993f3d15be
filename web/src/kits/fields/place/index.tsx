import { LocateFixed } from "lucide-react";
import { lazy } from "react";
import { asParts } from "@/model/values.ts";
import { withWords } from "@/words/t.ts";
import { type CellProps, type FieldKind, good } from "../kind.ts";

const PlaceCell = ({ value }: CellProps) => {
  const { text, lat, lng } = asParts(value);
  return <span className="cut">{text || [lat, lng].filter(Boolean).join(", ")}</span>;
};

const PlaceEditor = lazy(() =>
  withWords("editors", import("./PlaceEditor.tsx")).then((m) => ({ default: m.PlaceEditor })),
);

export const place: FieldKind = {
  name: "place",
  Icon: LocateFixed,
  width: 180,
  align: "start",
  mode: "none",
  Cell: PlaceCell,
  Editor: PlaceEditor,
  format: (value) => asParts(value).text ?? "",
  parse: (text) => good(text.trim() ? { text: text.trim() } : null),
};
