/** Days off, and weekend days that are worked: what WORKDAY and NETWORKDAYS count by. */
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import {
  type CalendarYear,
  holidaysQuery,
  type SpecialDay,
  useKeepHolidays,
} from "@/data/holidays.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { useSay, type Word } from "@/words/t.ts";
import { type Day, type Month, monthsOf } from "./months.ts";
import "./calendar.css";

type Marks = ReadonlyMap<string, boolean>;
const marksOf = (days: readonly SpecialDay[]): Marks =>
  new Map(days.map((one) => [one.day, one.works]));
const daysOf = (marks: Marks): SpecialDay[] =>
  [...marks].map(([day, works]) => ({ day, works })).sort((a, b) => (a.day < b.day ? -1 : 1));

const same = (some: readonly SpecialDay[], others: readonly SpecialDay[]) =>
  JSON.stringify(daysOf(marksOf(some))) === JSON.stringify(daysOf(marksOf(others)));

export function CalendarPage() {
  const say = useSay();
  const [year, setYear] = useState(() => new Date().getFullYear());
  const query = useQuery(holidaysQuery(year));
  return (
    <div className="calendar">
      <header className="calendar-head">
        <div>
          <h1>{say("calendar.title")}</h1>
          <p className="quiet">{say("calendar.text")}</p>
        </div>
        <div className="calendar-year">
          <button
            type="button"
            className="icon-button"
            aria-label={say("calendar.before")}
            onClick={() => setYear(year - 1)}
          >
            <ChevronLeft size={16} />
          </button>
          <b className="num">{year}</b>
          <button
            type="button"
            className="icon-button"
            aria-label={say("calendar.after")}
            onClick={() => setYear(year + 1)}
          >
            <ChevronRight size={16} />
          </button>
        </div>
      </header>
      {query.error ? (
        <FaultPanel error={query.error} onRetry={() => query.refetch()} />
      ) : query.data ? (
        <Year key={year} year={year} calendar={query.data} />
      ) : (
        <div className="calendar-months" aria-busy>
          {Array.from({ length: 12 }, (_, n) => (
            <div key={n} className="calendar-month calendar-bone" />
          ))}
        </div>
      )}
    </div>
  );
}

function Year({ year, calendar }: { year: number; calendar: CalendarYear }) {
  const kept = calendar.days;
  const say = useSay();
  const tell = useTell();
  const admin = useMe().member.is_admin;
  const keep = useKeepHolidays(year);
  const [marks, setMarks] = useState<Marks>(() => marksOf(kept));
  const months = useMemo(() => monthsOf(year), [year]);
  const days = daysOf(marks);
  const changed = !same(days, kept);
  const turn = (day: Day) => {
    const next = new Map(marks);
    // A weekday is worked unless it is off; a day of the weekend is off unless it is worked.
    if (next.has(day.iso)) next.delete(day.iso);
    else next.set(day.iso, day.weekend);
    setMarks(next);
  };
  const off = days.filter((one) => !one.works).length;
  return (
    <>
      <div className="calendar-bar">
        <span className="calendar-key" data-mark="off">
          {say("calendar.off")}
        </span>
        <span className="calendar-key" data-mark="works">
          {say("calendar.works")}
        </span>
        <span className="quiet">{say("calendar.count", { off, works: days.length - off })}</span>
        <span className="spacer" />
        {admin && calendar.public.length ? (
          <button
            type="button"
            className="button"
            disabled={same(days, calendar.public)}
            title={say("calendar.public_text", { year })}
            onClick={() => setMarks(marksOf(calendar.public))}
          >
            {say("calendar.public")}
          </button>
        ) : null}
        {admin && changed ? (
          <button type="button" className="button" onClick={() => setMarks(marksOf(kept))}>
            {say("cancel")}
          </button>
        ) : null}
        {admin ? (
          <button
            type="button"
            className="button primary"
            disabled={!changed || keep.isPending}
            onClick={() =>
              keep.mutate(days, {
                onSuccess: ({ computed, change }) =>
                  tell.good(say(change ? "calendar.behind" : "calendar.kept", { n: computed })),
                onError: tell.fail,
              })
            }
          >
            {say("calendar.keep")}
          </button>
        ) : null}
      </div>
      <div className="calendar-months">
        {months.map((month) => (
          <MonthBox key={month.month} month={month} marks={marks} {...(admin ? { turn } : {})} />
        ))}
      </div>
    </>
  );
}

interface MonthProps {
  month: Month;
  marks: Marks;
  turn?: (day: Day) => void;
}

function MonthBox({ month, marks, turn }: MonthProps) {
  const say = useSay();
  const heads = say("calendar.weekdays").split(" ");
  return (
    <section className="calendar-month" aria-label={say("calendar.month", { n: month.month })}>
      <h2>{say("calendar.month", { n: month.month })}</h2>
      <div className="calendar-days">
        {heads.map((head) => (
          <span key={head} className="calendar-weekday" aria-hidden>
            {head}
          </span>
        ))}
        {month.blanks ? <span style={{ gridColumn: `span ${month.blanks}` }} /> : null}
        {month.days.map((day) => {
          const works = marks.get(day.iso);
          const mark = works === undefined ? undefined : works ? "works" : "off";
          const state: Word | null = mark ? `calendar.${mark}` : null;
          return (
            <button
              key={day.iso}
              type="button"
              className="calendar-day num"
              data-mark={mark}
              data-weekend={day.weekend || undefined}
              disabled={!turn}
              aria-label={state ? `${day.iso} ${say(state)}` : day.iso}
              aria-pressed={Boolean(mark)}
              onClick={() => turn?.(day)}
            >
              {day.number}
            </button>
          );
        })}
      </div>
    </section>
  );
}
