import { Clock4 } from "lucide-react";
import { lazy } from "react";
import { readTime } from "@/model/dates.ts";
import { bad, type FieldKind, good } from "../kind.ts";
import { textual } from "../parts/textual.tsx";

export const time: FieldKind = {
  ...textual,
  name: "time",
  Icon: Clock4,
  width: 90,
  mode: "popup",
  typed: true,
  Editor: lazy(() => import("../parts/DateEditors.tsx").then((m) => ({ default: m.TimeEditor }))),
  parse: (text, _field, { say }) => {
    if (!text.trim()) return good(null);
    const found = readTime(text);
    return found ? good(found) : bad(say("parse.date", { text }));
  },
};
