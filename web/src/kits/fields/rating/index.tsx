import { Star } from "lucide-react";
import { lazy } from "react";
import { readDecimal } from "@/model/decimal.ts";
import { asText } from "@/model/values.ts";
import { bad, type CellProps, type FieldKind, good } from "../kind.ts";

function RatingCell({ value, field }: CellProps) {
  const top = field.settings.top ?? 5;
  const stars = Number(asText(value));
  return (
    <span
      role="img"
      aria-label={`${stars} / ${top}`}
      style={{ color: "var(--changed)", letterSpacing: 1 }}
    >
      {"★".repeat(stars)}
      <span style={{ color: "var(--line-strong)" }}>{"★".repeat(Math.max(0, top - stars))}</span>
    </span>
  );
}

const RatingEditor = lazy(() =>
  import("./RatingEditor.tsx").then((m) => ({ default: m.RatingEditor })),
);

export const rating: FieldKind = {
  name: "rating",
  Icon: Star,
  width: 120,
  align: "start",
  mode: "ink",
  Cell: RatingCell,
  Editor: RatingEditor,
  format: (value) => asText(value),
  parse: (text, field, { say }) => {
    if (!text.trim()) return good(null);
    const stars = readDecimal(text);
    const fits =
      stars !== null && /^\d+$/.test(stars) && Number(stars) <= (field.settings.top ?? 5);
    return fits ? good(stars) : bad(say("parse.number", { text }));
  },
};
