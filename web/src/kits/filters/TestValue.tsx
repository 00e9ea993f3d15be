import { Select } from "antd";
import type { FieldView, FormView, Json, Test } from "@/model/api.ts";
import { shownAs } from "@/model/values.ts";
import { wantsList, wantsValue } from "@/model/where.ts";
import { useSay, type Word } from "@/words/t.ts";
import { FieldEditor, kindOf } from "../fields/index.ts";

const PERIODS = [
  "today",
  "yesterday",
  "tomorrow",
  "this_week",
  "last_week",
  "next_week",
  "this_month",
  "last_month",
  "next_month",
  "this_quarter",
  "last_quarter",
  "this_year",
  "last_year",
  "last_7_days",
  "last_30_days",
  "last_90_days",
  "next_7_days",
  "next_30_days",
  "overdue",
] as const;

const AS_TEXT = new Set(["contains", "not_contains", "starts_with"]);

interface ValueProps {
  form: FormView;
  field: FieldView;
  test: Test;
  onChange: (value: Json) => void;
}

/** What a condition compares with, entered by the field's own editor. */
export function TestValue({ form, field, test, onChange }: ValueProps) {
  const say = useSay();
  if (!wantsValue(test.op)) return null;
  if (test.op === "within") {
    return (
      <Select
        style={{ width: "100%" }}
        value={typeof test.value === "string" ? test.value : null}
        aria-label={say("filter.value")}
        options={PERIODS.map((period) => ({
          value: period,
          label: say(`within.${period}` as Word),
        }))}
        onChange={onChange}
      />
    );
  }
  const shown = shownAs(field);
  const typed =
    shown.kind === "formula" || shown.kind === "rollup"
      ? ({ number: "number", date: "date", moment: "moment", boolean: "switch" } as const)[
          shown.type
        ]
      : undefined;
  const kind = AS_TEXT.has(test.op)
    ? "text"
    : wantsList(test.op)
      ? (kindOf(shown.kind).many ?? shown.kind)
      : (typed ?? singleOf(shown.kind));
  const one = (value: Json, put: (next: Json) => void) => (
    <FieldEditor
      field={{ ...shown, kind, settings: { ...shown.settings, where: false } }}
      form={form.form}
      record=""
      path={test.field}
      value={value}
      label={say("filter.value")}
      onChange={put}
    />
  );
  if (test.op === "between") {
    const [low = null, high = null] = Array.isArray(test.value) ? test.value : [];
    return (
      <div className="row-flex">
        {one(low, (next) => onChange([next, high]))}
        <span className="quiet">~</span>
        {one(high, (next) => onChange([low, next]))}
      </div>
    );
  }
  return one(test.value ?? null, onChange);
}

/** "is" against one of several: choices are compared with one choice. */
function singleOf(kind: FieldView["kind"]): FieldView["kind"] {
  const singles: Partial<Record<FieldView["kind"], FieldView["kind"]>> = {
    paragraph: "text",
    rich_text: "text",
    serial: "text",
    lookup: "text",
    formula: "text",
    phone: "text",
    email: "text",
    url: "text",
    address: "text",
    place: "text",
  };
  return singles[kind] ?? kind;
}
