import { Tabs } from "antd";
import { useCallback, useMemo, useState } from "react";
import type {
  FieldView,
  FormView,
  Preview,
  Problem,
  RecordData,
  Section,
  Value,
} from "@/model/api.ts";
import { type Draft, touch } from "@/model/draft.ts";
import { byField } from "@/model/problems.ts";
import { asking, lockOn, ruled, shownIn } from "@/model/rules.ts";
import { fieldOf } from "@/model/values.ts";
import { FieldRow } from "./FieldRow.tsx";
import { LinesField } from "./LinesField.tsx";
import "./record-form.css";
import type { AnewHands } from "./useAnew.ts";
import type { ChangeDraft } from "./useDraft.ts";

interface FormProps {
  form: FormView;
  record: RecordData | null;
  draft: Draft;
  preview: Preview | null;
  problems: readonly Problem[];
  change: ChangeDraft;
  anew: AnewHands;
}

/** Fields the layout forgot still have a place. */
function sectionsOf(form: FormView): Section[] {
  if (form.layout.length) return form.layout;
  const own = form.fields.filter((field) => !/^(created|updated|deleted)_|^owner/.test(field.key));
  const [lines, single] = [
    own.filter((field) => field.kind === "lines"),
    own.filter((field) => field.kind !== "lines"),
  ];
  return [
    { key: "all", label: "", columns: 2, fields: single.map((field) => ({ field: field.key })) },
    ...lines.map(
      (field): Section => ({
        key: field.key,
        label: field.label,
        columns: 1,
        fields: [{ field: field.key }],
      }),
    ),
  ];
}

function SectionBox({ section, ...props }: FormProps & { section: Section }) {
  const { form, record, draft, preview, change } = props;
  const messages = useMemo(() => byField(props.problems), [props.problems]);
  const onChange = useCallback(
    (key: string, value: Value) => change((before) => touch(before, key, value)),
    [change],
  );
  const fields = section.fields.flatMap(({ field: key, span }) => {
    const known = fieldOf(form, key);
    // What a rule may hide waits for what the server says, so that nothing flashes up.
    if (!known || (known.hides && !preview)) return [];
    // A lock on lines is of their rows; which columns are free they know themselves.
    const lock = known.kind === "lines" ? undefined : lockOn(preview, key);
    const field = ruled(known, preview?.rules, shownIn(draft, preview, key), lock);
    return field
      ? [{ field, span: Math.min(span ?? defaultSpan(field, section), section.columns) }]
      : [];
  });
  if (fields.length === 0) return null;
  const mayEdit = (field: FieldView) =>
    field.editable &&
    !field.computed &&
    field.kind !== "stage" && // moved on the bar above, which asks what a move asks
    (record === null || (record.abilities.update && record.abilities.editable.includes(field.key)));
  return (
    <section className="form-section" aria-label={section.label || undefined}>
      {section.label ? <h3>{section.label}</h3> : null}
      <div className="form-fields" data-columns={section.columns}>
        {fields.map(({ field, span }) =>
          field.kind === "lines" ? (
            <LinesField
              key={field.key}
              {...props}
              field={field}
              editable={mayEdit(field)}
              bare={section.label === field.label}
            />
          ) : (
            <FieldRow
              key={field.key}
              form={form.form}
              record={draft.id}
              field={field}
              value={shownIn(draft, preview, field.key)}
              ask={field.settings.where ? asking(draft, preview) : undefined}
              editable={mayEdit(field)}
              changed={record !== null && field.key in draft.set}
              problem={messages.get(field.key)}
              span={span}
              onChange={onChange}
              onAnew={props.anew.differs.has(field.key) ? props.anew.takeOne : undefined}
            />
          ),
        )}
      </div>
    </section>
  );
}

const WIDE = new Set(["paragraph", "rich_text", "files", "images", "lines", "address"]);
const defaultSpan = (field: FieldView, section: Section) =>
  WIDE.has(field.kind) ? section.columns : 1;

/** The form as it is for a record that is not there yet. */
const asNew = (field: FieldView): FieldView => ({
  ...field,
  editable: field.fillable,
  ...(field.fields ? { fields: field.fields.map(asNew) } : {}),
});

/** A form from its definition: sections in columns, tabs where the layout has them. */
export function RecordForm({ form, ...rest }: FormProps) {
  const fresh = rest.record === null;
  const shape = useMemo(
    () => (fresh ? { ...form, fields: form.fields.map(asNew) } : form),
    [form, fresh],
  );
  const props = { ...rest, form: shape };
  const sections = useMemo(() => sectionsOf(props.form), [props.form]);
  const tabs = useMemo(
    () => [...new Set(sections.map((section) => section.tab ?? ""))],
    [sections],
  );
  const [tab, setTab] = useState(tabs[0] ?? "");
  const boxes = (of: string) =>
    sections
      .filter((section) => (section.tab ?? "") === of)
      .map((section) => <SectionBox key={section.key} {...props} section={section} />);
  if (tabs.length < 2) return <div className="record-form">{boxes(tabs[0] ?? "")}</div>;
  return (
    <Tabs
      className="record-form"
      activeKey={tab}
      onChange={setTab}
      items={tabs.map((key) => ({
        key,
        label: key || sections.find((section) => !section.tab)?.label || props.form.label,
        children: boxes(key),
        forceRender: true,
      }))}
    />
  );
}
