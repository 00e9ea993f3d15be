import dayjs from "dayjs";
import { Calendar } from "lucide-react";
import { lazy } from "react";
import { readDate, sayDay } from "@/model/dates.ts";
import { asText } from "@/model/values.ts";
import { bad, type CellProps, type FieldKind, good } from "../kind.ts";
import { dateWords, useTongue } from "../tongue.ts";

function DateCell({ value }: CellProps) {
  const tongue = useTongue();
  const iso = asText(value);
  return (
    <time
      className="num cut"
      dateTime={iso}
      title={dayjs(iso).isValid() ? dayjs(iso).format("YYYY-MM-DD dddd") : iso}
    >
      {sayDay(iso, dateWords(tongue), tongue.language)}
    </time>
  );
}

export const date: FieldKind = {
  name: "date",
  Icon: Calendar,
  width: 110,
  align: "start",
  mode: "popup",
  typed: true,
  Cell: DateCell,
  Editor: lazy(() => import("../parts/DateEditors.tsx").then((m) => ({ default: m.DateEditor }))),
  format: (value) => asText(value),
  parse: (text, _field, { say }) => {
    if (!text.trim()) return good(null);
    const iso = readDate(text);
    return iso ? good(iso) : bad(say("parse.date", { text }));
  },
};
