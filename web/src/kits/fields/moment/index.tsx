import { Clock } from "lucide-react";
import { lazy } from "react";
import { exactMoment, readMoment, sayMoment } from "@/model/dates.ts";
import { asText } from "@/model/values.ts";
import { bad, type CellProps, type FieldKind, good } from "../kind.ts";
import { dateWords, useTongue } from "../tongue.ts";

function MomentCell({ value }: CellProps) {
  const tongue = useTongue();
  const iso = asText(value);
  return (
    <time className="num cut" dateTime={iso} title={exactMoment(iso)}>
      {sayMoment(iso, dateWords(tongue), tongue.language)}
    </time>
  );
}

export const moment: FieldKind = {
  name: "moment",
  Icon: Clock,
  width: 140,
  align: "start",
  mode: "popup",
  typed: true,
  Cell: MomentCell,
  Editor: lazy(() => import("../parts/DateEditors.tsx").then((m) => ({ default: m.MomentEditor }))),
  format: (value) => (asText(value) ? exactMoment(asText(value)) : ""),
  parse: (text, _field, { say }) => {
    if (!text.trim()) return good(null);
    const iso = readMoment(text);
    return iso ? good(iso) : bad(say("parse.date", { text }));
  },
};
