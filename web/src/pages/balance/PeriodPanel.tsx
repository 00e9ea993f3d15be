import { Button, DatePicker, Segmented } from "antd";
import dayjs from "dayjs";
import type { BalanceView } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";
import { daysOf, type Period, SPANS } from "./period.ts";

interface PanelProps {
  view: BalanceView;
  period: Period | null;
  onChange: (period: Period | null) => void;
  onDone: () => void;
}

/** Which measure, from which day to which; applies as it is chosen. */
export function PeriodPanel({ view, period, onChange, onDone }: PanelProps) {
  const say = useSay();
  const measures = view.fields.filter((field) => field.key in view.periods);
  const now: Period = period ?? {
    measure: measures[0]?.key ?? "",
    ...daysOf("this_month", view.today),
  };
  const put = (change: Partial<Period>) => {
    const next = { ...now, ...change };
    // The other end follows when one passes it.
    if (next.from > next.to)
      onChange({ ...next, [change.from ? "to" : "from"]: change.from ?? next.to });
    else onChange(next);
  };
  const day = (end: "from" | "to") => (
    <DatePicker
      className="grow"
      allowClear={false}
      inputReadOnly
      value={dayjs(now[end])}
      aria-label={say(end === "from" ? "balance.from" : "balance.to")}
      onChange={(at) => at && put({ [end]: at.format("YYYY-MM-DD") })}
    />
  );
  return (
    <div className="tool-box balance-period">
      {measures.length > 1 ? (
        <Segmented
          block
          aria-label={say("balance.measure")}
          value={now.measure}
          options={measures.map((field) => ({ value: field.key, label: field.label }))}
          onChange={(measure) => put({ measure })}
        />
      ) : null}
      <div className="row-flex">
        {day("from")}
        <span className="quiet">~</span>
        {day("to")}
      </div>
      <div className="row-flex balance-spans">
        {SPANS.map((span) => (
          <button
            key={span}
            type="button"
            className="plain-button"
            onClick={() => put(daysOf(span, view.today))}
          >
            {say(`within.${span}`)}
          </button>
        ))}
      </div>
      <div className="row-flex">
        <Button
          type="text"
          size="small"
          onClick={() => {
            onChange(null);
            onDone();
          }}
        >
          {say("balance.standing")}
        </Button>
        <span className="spacer" />
        <Button
          size="small"
          type="primary"
          onClick={() => {
            if (!period) onChange(now);
            onDone();
          }}
        >
          {say("done")}
        </Button>
      </div>
    </div>
  );
}
