/** Dates as people say them; the exact moment belongs in a title. */
import dayjs from "dayjs";

export interface DateWords {
  today: string;
  yesterday: string;
  tomorrow: string;
}

function near(day: dayjs.Dayjs, now: dayjs.Dayjs, words: DateWords): string | null {
  const off = day.startOf("day").diff(now.startOf("day"), "day");
  return off === 0 ? words.today : off === -1 ? words.yesterday : off === 1 ? words.tomorrow : null;
}

/** 今天 14:05, 昨天, 11月20日, 2025-11-20. */
export function sayMoment(iso: string, words: DateWords, lang: string, now = dayjs()): string {
  const at = dayjs(iso);
  if (!at.isValid()) return iso;
  const close = near(at, now, words);
  if (close) return `${close} ${at.format("HH:mm")}`;
  if (at.year() === now.year())
    return lang === "zh" ? at.format("M月D日 HH:mm") : at.format("MMM D, HH:mm");
  return at.format("YYYY-MM-DD");
}

/** A day without an hour, in the same words. */
export function sayDay(iso: string, words: DateWords, lang: string, now = dayjs()): string {
  const at = dayjs(iso);
  if (!at.isValid()) return iso;
  const close = near(at, now, words);
  if (close) return close;
  if (at.year() === now.year()) return at.format(lang === "zh" ? "M月D日" : "MMM D");
  return at.format("YYYY-MM-DD");
}

export function exactMoment(iso: string): string {
  const at = dayjs(iso);
  return at.isValid() ? at.format("YYYY-MM-DD HH:mm:ss") : iso;
}

/** Reads pasted dates: 2026/6/3, 2026.06.03, 2026年6月3日, 20260603. */
export function readDate(text: string): string | null {
  const plain = text.normalize("NFKC").trim();
  const found =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s.*)?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  if (!found) return null;
  const [, year = "", month = "", day = ""] = found;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const parsed = dayjs(iso);
  return parsed.isValid() && parsed.format("YYYY-MM-DD") === iso ? iso : null;
}

export function readMoment(text: string): string | null {
  const day = readDate(text);
  if (!day) return null;
  const time = /\s(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(text.normalize("NFKC"));
  const at = dayjs(
    `${day}T${(time?.[1] ?? "0").padStart(2, "0")}:${time?.[2] ?? "00"}:${time?.[3] ?? "00"}`,
  );
  return at.isValid() ? at.toISOString() : null;
}

export function readTime(text: string): string | null {
  const found = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(text.normalize("NFKC").trim());
  if (!found || Number(found[1]) > 23 || Number(found[2]) > 59) return null;
  return `${(found[1] ?? "").padStart(2, "0")}:${found[2]}`;
}
