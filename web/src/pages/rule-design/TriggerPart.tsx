import { Input, InputNumber, Select } from "antd";
import { type Data, mapOf, type Path, put, textOf, wordsOf } from "@/model/design.ts";
import { GROUPS, type On, onOf, withOn } from "@/model/rule-design.ts";
import { useSay, type Word } from "@/words/t.ts";
import { useFields, useRuleDesigning } from "./context.ts";
import { DraftFormula } from "./DraftFormula.tsx";
import { FlowOnPart, StageOnPart } from "./EventsPart.tsx";
import { FormSelect } from "./FormSelect.tsx";
import { HookPart } from "./HookPart.tsx";
import { Takes } from "./OutsideParts.tsx";

/** What sets the rule off. */
export function TriggerPart() {
  const say = useSay();
  const { data, change } = useRuleDesigning();
  const when = mapOf(data.when);
  const on = onOf(data);
  const fields = useFields(when.form);
  const set = (path: Path, value: Parameters<typeof put>[2]) =>
    change(put(data, ["when", ...path], value));
  const setOn = (key: string, value: Parameters<typeof put>[2]) => set(["on", key], value);
  const test = on === "schedule" ? "for" : "if";
  return (
    <>
      <header>
        <h2>{say("rule-design.trigger")}</h2>
      </header>
      <div className="design-panel-body">
        <label className="design-part">
          <span>{say("rule-design.on")}</span>
          <Select<On | "">
            listHeight={560}
            value={on}
            onChange={(next) => next && change(withOn(data, next))}
            options={[
              ...(on === ""
                ? [{ value: "" as const, label: Object.keys(mapOf(when.on)).join() }]
                : []),
              ...GROUPS.map(([group, some]) => ({
                label: say(`rule-design.onGroup.${group}` as Word),
                options: some.map((one) => ({
                  value: one,
                  label: say(`rule-design.onName.${one}` as Word),
                })),
              })),
            ]}
          />
          {on ? <small className="quiet">{say(`rule-design.onHelp.${on}` as Word)}</small> : null}
        </label>
        {on === "schedule" ? <SchedulePart on={mapOf(when.on)} set={set} /> : null}
        {on === "hook" ? null : (
          <FormSelect
            label={say(
              on === "schedule"
                ? "rule-design.eachRecordOf"
                : on === "called"
                  ? "rule-design.calledFor"
                  : "rule-design.form",
            )}
            value={textOf(when.form)}
            clear={on === "schedule" || on === "called"}
            onChange={(form) => {
              if (form || on !== "schedule") set(["form"], form || undefined);
              else change(put(put(data, ["when", "form"], undefined), ["when", "for"], undefined));
            }}
          />
        )}
        {on === "stage" ? <StageOnPart on={mapOf(when.on)} set={setOn} /> : null}
        {on === "flow" ? <FlowOnPart on={mapOf(when.on)} set={setOn} /> : null}
        {on === "hook" ? <HookPart on={mapOf(when.on)} set={setOn} /> : null}
        {on === "called" ? (
          <Takes
            plain
            label={say("rule-design.input")}
            help={say("rule-design.inputHelp")}
            value={mapOf(mapOf(when.on).called)}
            onChange={(next) => setOn("called", next ?? {})}
          />
        ) : null}
        {on === "due" ? <DuePart on={mapOf(when.on)} set={set} /> : null}
        {on === "updated" ? (
          <label className="design-part">
            <span>{say("rule-design.watch")}</span>
            <Select
              mode="multiple"
              placeholder={say("rule-design.watchAny")}
              showSearch={{ optionFilterProp: "label" }}
              value={wordsOf(when.watch)}
              onChange={(next: string[]) => set(["watch"], next.length > 0 ? next : undefined)}
              options={fields.map((one) => ({ value: one.key, label: one.label }))}
            />
          </label>
        ) : null}
        {when.form !== undefined && on !== "imported" && on !== "called" ? (
          <div className="design-part">
            <span>{say(on === "became" ? "rule-design.becomes" : "rule-design.onlyIf")}</span>
            <DraftFormula
              path={["when", test]}
              value={textOf(when[test])}
              label={say("rule-design.condition")}
              onChange={(text) => set([test], text || (on === "became" ? "" : undefined))}
            />
          </div>
        ) : null}
      </div>
    </>
  );
}

interface OnProps {
  on: Data;
  set: (path: Path, value: Parameters<typeof put>[2]) => void;
}
const EVERY = ["day", "workday", "week", "month"] as const;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Days of the calendar and times of a day, or the five fields of cron. */
function SchedulePart({ on, set }: OnProps) {
  const say = useSay();
  const given = mapOf(on.schedule);
  const cron = given.cron !== undefined;
  const every = cron ? "cron" : textOf(given.every) || "day";
  const tell = (next: Data) => set(["on", "schedule"], next);
  const at = given.at ?? "09:00";
  const days = (
    Array.isArray(given.days) ? given.days : given.days === undefined ? [] : [given.days]
  ).map(textOf);
  return (
    <>
      <div className="design-pair">
        <label className="design-part">
          <span>{say("rule-design.every")}</span>
          <Select
            value={every}
            onChange={(next) =>
              tell(
                next === "cron"
                  ? { cron: "0 9 * * *" }
                  : {
                      every: next,
                      ...(next === "week"
                        ? { days: ["mon"] }
                        : next === "month"
                          ? { days: [1] }
                          : {}),
                      at,
                    },
              )
            }
            options={[...EVERY, "cron"].map((one) => ({
              value: one,
              label: say(`rule-design.every.${one}` as Word),
            }))}
          />
        </label>
        {cron ? (
          <label className="design-part">
            <span>cron</span>
            <Input
              value={textOf(given.cron)}
              onChange={(event) => tell({ cron: event.target.value })}
            />
          </label>
        ) : (
          <label className="design-part">
            <span>{say("rule-design.at")}</span>
            <Select
              mode="tags"
              tokenSeparators={[",", "，", "、", " "]}
              value={(Array.isArray(at) ? at : [at]).map(textOf)}
              onChange={(next: string[]) =>
                tell({ ...given, at: next.length === 1 ? (next[0] ?? "") : next })
              }
              options={["08:30", "09:00", "12:00", "18:00", "02:00"].map((one) => ({ value: one }))}
            />
          </label>
        )}
      </div>
      {every === "week" || every === "month" ? (
        <label className="design-part">
          <span>{say("rule-design.daysLabel")}</span>
          <Select
            mode="multiple"
            value={days}
            onChange={(next: string[]) =>
              tell({ ...given, days: next.map((one) => (/^\d+$/.test(one) ? Number(one) : one)) })
            }
            options={
              every === "week"
                ? DAYS.map((one) => ({
                    value: one as string,
                    label: say(`rule-design.weekday.${one}` as Word),
                  }))
                : [
                    ...Array.from({ length: 31 }, (_, n) => ({
                      value: String(n + 1),
                      label: String(n + 1),
                    })),
                    { value: "last", label: say("rule-design.lastDay") },
                  ]
            }
          />
        </label>
      ) : null}
      <label className="design-part">
        <span>{say("rule-design.missed")}</span>
        <Select
          value={textOf(on.missed) || "once"}
          onChange={(next) => set(["on", "missed"], next === "once" ? undefined : next)}
          options={(["once", "skip", "all"] as const).map((one) => ({
            value: one as string,
            label: say(`rule-design.missed.${one}` as Word),
          }))}
        />
      </label>
    </>
  );
}

/** Some time before or after a date of each record. */
function DuePart({ on, set }: OnProps) {
  const say = useSay();
  const { data } = useRuleDesigning();
  const fields = useFields(mapOf(data.when).form);
  const dates = fields.filter((one) => one.type === "date" || one.type === "moment");
  const way = on.after === undefined ? "before" : "after";
  const found = /^(\d+)\s*(d|h)/.exec(textOf(on[way]).trim());
  const [number, unit] = [Number(found?.[1] ?? 0), found?.[2] === "h" ? "hours" : "days"];
  const span = (to: "before" | "after", n: number, of: string) => {
    const { before: _, after: __, ...rest } = on;
    set(["on"], n > 0 ? { ...rest, [to]: `${n} ${of}` } : rest);
  };
  return (
    <>
      <label className="design-part">
        <span>{say("rule-design.dueField")}</span>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          value={textOf(on.due) || null}
          onChange={(next) => set(["on", "due"], next ?? "")}
          options={dates.map((one) => ({ value: one.key, label: one.label }))}
        />
      </label>
      <div className="recipe-due">
        <Select
          aria-label={say("rule-design.dueWay")}
          value={way}
          onChange={(next) => span(next as "before" | "after", number, unit)}
          options={(["before", "after"] as const).map((one) => ({
            value: one as string,
            label: say(`rule-design.dueWay.${one}` as Word),
          }))}
        />
        <InputNumber
          aria-label={say("rule-design.dueNumber")}
          min={0}
          max={9999}
          value={number}
          onChange={(n) => span(way, n ?? 0, unit)}
        />
        <Select
          aria-label={say("rule-design.unit")}
          value={unit}
          onChange={(next) => span(way, number, next)}
          options={[
            { value: "days", label: say("rule-design.unit.days") },
            { value: "hours", label: say("rule-design.unit.hours") },
          ]}
        />
      </div>
      <label className="design-part">
        <span>{say("rule-design.at")}</span>
        <Input
          placeholder="09:00"
          value={textOf(on.at)}
          onChange={(event) => set(["on", "at"], event.target.value || undefined)}
        />
      </label>
    </>
  );
}
