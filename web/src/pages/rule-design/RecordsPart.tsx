import { AutoComplete, Input, InputNumber, Select } from "antd";
import { PutsPart } from "@/kits/design/PutsPart.tsx";
import type { FieldView } from "@/model/api.ts";
import { type Data, isMap, mapOf, type Path, put, textOf, wordsOf } from "@/model/design.ts";
import { formName } from "@/model/rule-design.ts";
import { useSay } from "@/words/t.ts";
import { type StepProps, useFields, useRuleDesigning } from "./context.ts";
import { DraftFormula } from "./DraftFormula.tsx";
import { FormSelect } from "./FormSelect.tsx";

type Verb = "create" | "update" | "upsert" | "delete";

/** The steps that write records of a form. */
export function RecordsPart({ verb, path, body, set }: StepProps & { verb: Verb }) {
  const say = useSay();
  const { app, data } = useRuleDesigning();
  const fields = useFields(body.form);
  const trigger = formName(app, mapOf(data.when).form);
  const back = fields.filter((one) => one.kind === "link" && one.settings.to === trigger);
  return (
    <>
      <FormSelect
        label={say("rule-design.form")}
        value={textOf(body.form)}
        onChange={(form) => set("form", form)}
      />
      {verb === "update" || verb === "delete" ? (
        <>
          <div className="design-part">
            <span>{say("rule-design.where")}</span>
            <DraftFormula
              path={[...path, "where"]}
              value={textOf(body.where)}
              label={say("rule-design.where")}
              onChange={(text) => set("where", text || undefined)}
            />
            <small className="quiet">{say("rule-design.whereHelp")}</small>
          </div>
          <label className="design-part">
            <span>{say("rule-design.most")}</span>
            <InputNumber
              min={1}
              max={1000}
              placeholder="1000"
              value={typeof body.most === "number" ? body.most : null}
              onChange={(n) => set("most", n ?? undefined)}
            />
          </label>
        </>
      ) : null}
      {verb === "upsert" ? (
        <label className="design-part">
          <span>{say("rule-design.by")}</span>
          <Select
            mode="multiple"
            value={wordsOf(body.by)}
            onChange={(next: string[]) => set("by", next)}
            options={Object.keys(mapOf(body.set)).map((key) => ({
              value: key,
              label: fields.find((one) => one.key === key)?.label ?? key,
            }))}
          />
          <small className="quiet">{say("rule-design.byHelp")}</small>
        </label>
      ) : null}
      {verb === "create" && (back.length > 0 || body.source) ? (
        <label className="design-part">
          <span>{say("rule-design.source")}</span>
          <Select
            allowClear
            value={textOf(body.source) || null}
            onChange={(next) => set("source", next || undefined)}
            options={back.map((one) => ({ value: one.key, label: one.label }))}
          />
          <small className="quiet">{say("rule-design.sourceHelp")}</small>
        </label>
      ) : null}
      {verb === "delete" ? null : (
        <Sets
          path={[...path, "set"]}
          fields={fields}
          lines={verb === "create"}
          sets={mapOf(body.set)}
          onChange={(sets) => set("set", sets)}
        />
      )}
    </>
  );
}

/** Fields of the record itself. */
export function SetPart({ path, body }: StepProps) {
  const { data, change } = useRuleDesigning();
  const fields = useFields(mapOf(data.when).form);
  return (
    <Sets
      path={path}
      fields={fields}
      lines={false}
      sets={body}
      onChange={(sets) => change(put(data, path, sets))}
    />
  );
}

function Sets(props: {
  path: Path;
  fields: readonly FieldView[];
  lines: boolean;
  sets: Data;
  onChange: (sets: Data) => void;
}) {
  const say = useSay();
  const { path, fields, sets, onChange } = props;
  const open = fields.filter((one) => !one.computed && (props.lines || one.kind !== "lines"));
  const linesOf = (key: string) => fields.find((one) => one.key === key && one.kind === "lines");
  return (
    <PutsPart
      label={say("rule-design.sets")}
      fields={open}
      puts={sets}
      onAdd={(key) => (linesOf(key) ? { of: "", set: {} } : "")}
      value={({ field, value, label, onChange: tell }) => {
        const inner = sets[field];
        return isMap(inner) ? (
          <LinesSet
            path={[...path, field]}
            of={linesOf(field)}
            value={inner}
            onChange={(next) => onChange({ ...sets, [field]: next })}
          />
        ) : (
          <DraftFormula path={[...path, field]} value={value} label={label} onChange={tell} />
        );
      }}
      onChange={onChange}
    />
  );
}

/** Lines of a new record, one from each line (or linked record) of what set the rule off. */
function LinesSet(props: {
  path: Path;
  of: FieldView | undefined;
  value: Data;
  onChange: (value: Data) => void;
}) {
  const say = useSay();
  const { data } = useRuleDesigning();
  const { path, value, onChange } = props;
  const sources = useFields(mapOf(data.when).form).filter((one) => one.kind === "lines");
  return (
    <div className="recipe-lines">
      <div className="design-pair">
        <label className="design-part">
          <span>{say("rule-design.eachOf")}</span>
          <AutoComplete
            value={textOf(value.of)}
            onChange={(next: string) => onChange({ ...value, of: next ?? "" })}
            options={sources.map((one) => ({ value: one.key, label: `${one.label} · ${one.key}` }))}
          />
        </label>
        <label className="design-part">
          <span>{say("rule-design.eachAs")}</span>
          <Input
            value={textOf(value.as)}
            onChange={(event) => onChange(put(value, ["as"], event.target.value || undefined))}
          />
        </label>
      </div>
      <PutsPart
        label={say("rule-design.lineSets")}
        fields={(props.of?.fields ?? []).filter((one) => !one.computed)}
        puts={mapOf(value.set)}
        value={({ field, value: text, label, onChange: tell }) => (
          <DraftFormula path={[...path, "set", field]} value={text} label={label} onChange={tell} />
        )}
        onChange={(sets) => onChange({ ...value, set: sets })}
      />
    </div>
  );
}
