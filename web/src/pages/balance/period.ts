import dayjs from "dayjs";
import type { BalanceView } from "@/model/api.ts";

/** The measure and the days, both counted, of which the page says what came and went. */
export interface Period {
  measure: string;
  from: string;
  to: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** From the address; null where it names no period that may be seen. */
export function readPeriod(view: BalanceView, text: string | undefined): Period | null {
  const [measure = "", from = "", to = ""] = (text ?? "").split("~");
  const good = DAY.test(from) && DAY.test(to) && from <= to;
  return good && measure in view.periods ? { measure, from, to } : null;
}

export const writePeriod = ({ measure, from, to }: Period) => `${measure}~${from}~${to}`;

export type Span = "this_month" | "last_month" | "this_quarter" | "this_year";
export const SPANS: readonly Span[] = ["this_month", "last_month", "this_quarter", "this_year"];

/** The days of a span, seen from the day that it is in the workspace. */
export function daysOf(span: Span, today: string): { from: string; to: string } {
  const day = dayjs(today);
  const at = span === "last_month" ? day.subtract(1, "month") : day;
  const quarter = at.startOf("month").subtract(at.month() % 3, "month");
  const first = {
    this_month: at.startOf("month"),
    last_month: at.startOf("month"),
    this_quarter: quarter,
    this_year: at.startOf("year"),
  }[span];
  const last = {
    this_month: at.endOf("month"),
    last_month: at.endOf("month"),
    this_quarter: quarter.add(2, "month").endOf("month"),
    this_year: at.endOf("year"),
  }[span];
  return { from: first.format("YYYY-MM-DD"), to: last.format("YYYY-MM-DD") };
}
