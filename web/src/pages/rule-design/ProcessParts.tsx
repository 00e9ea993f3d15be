import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { automationsQuery } from "@/data/automations.ts";
import { PutsPart } from "@/kits/design/PutsPart.tsx";
import { mapOf, type Path, type Plain, textOf } from "@/model/design.ts";
import { formName, formWritten, startOf } from "@/model/rule-design.ts";
import { useSay } from "@/words/t.ts";
import { type StepProps, useFields, useRuleDesigning } from "./context.ts";
import { DraftFormula } from "./DraftFormula.tsx";
import { useFlows, useStages } from "./EventsPart.tsx";
import { FormSelect } from "./FormSelect.tsx";

/** Which records: those that meet a condition; without one the record itself, where it is one of them. */
function Which(props: {
  path: Path;
  form: string;
  where: Plain | undefined;
  set: StepProps["set"];
}) {
  const say = useSay();
  const { app, data } = useRuleDesigning();
  const own = props.form === formName(app, startOf(data));
  return (
    <div className="design-part">
      <span>{say("rule-design.where")}</span>
      <DraftFormula
        path={[...props.path, "where"]}
        value={textOf(props.where)}
        label={say("rule-design.where")}
        onChange={(text) => props.set("where", text || undefined)}
      />
      <small className="quiet">
        {say(own ? "rule-design.whichOwn" : "rule-design.whichOthers")}
      </small>
    </div>
  );
}

/** Records go into a flow. */
export function StartPart({ path, body, set }: StepProps) {
  const say = useSay();
  const { app } = useRuleDesigning();
  const flows = useFlows();
  const name = formName(app, body.flow);
  return (
    <>
      <label className="design-part">
        <span>{say("rule-design.flow")}</span>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          placeholder={say(flows.length > 0 ? "rule-design.chooseFlow" : "rule-design.noFlows")}
          value={name || null}
          onChange={(next) => set("flow", formWritten(app, next ?? ""))}
          options={flows.map((one) => ({ value: one.name, label: one.label }))}
        />
      </label>
      <Which
        path={path}
        form={flows.find((one) => one.name === name)?.form ?? ""}
        where={body.where}
        set={set}
      />
    </>
  );
}

/** A stage of records moves on, with what that asks for. */
export function AdvancePart({ path, body, set }: StepProps) {
  const say = useSay();
  const { app, data } = useRuleDesigning();
  const form = textOf(body.form) || startOf(data);
  const { fields: stages, options } = useStages(form, textOf(body.stage));
  const fields = useFields(form).filter((one) => !one.computed && one.kind !== "lines");
  return (
    <>
      <FormSelect
        label={say("rule-design.form")}
        value={form}
        onChange={(next) => set("form", next || undefined)}
      />
      <div className="design-pair">
        <label className="design-part">
          <span>{say("rule-design.stageField")}</span>
          <Select
            placeholder={say(
              stages.length > 0 ? "rule-design.chooseStage" : "rule-design.noStages",
            )}
            value={textOf(body.stage) || null}
            onChange={(next) => set("stage", next ?? "")}
            options={stages.map((one) => ({ value: one.key, label: one.label }))}
          />
        </label>
        <label className="design-part">
          <span>{say("rule-design.to")}</span>
          <Select
            value={textOf(body.to) || null}
            onChange={(next) => set("to", next ?? "")}
            options={options}
          />
        </label>
      </div>
      <Which path={path} form={formName(app, form)} where={body.where} set={set} />
      <PutsPart
        label={say("rule-design.asked")}
        fields={fields.filter((one) => one.key !== textOf(body.stage))}
        puts={mapOf(body.set)}
        value={({ field, value, label, onChange }) => (
          <DraftFormula
            path={[...path, "set", field]}
            value={value}
            label={label}
            onChange={onChange}
          />
        )}
        onChange={(next) => set("set", Object.keys(next).length > 0 ? next : undefined)}
      />
    </>
  );
}

/** Another rule, with what it takes. */
export function RunPart({ path, body, set }: StepProps) {
  const say = useSay();
  const { app, rule } = useRuleDesigning();
  const rules = (useQuery(automationsQuery).data ?? []).filter(
    (one) => one.trigger.kind === "called" && one.name !== rule,
  );
  const name = formName(app, body.rule);
  const callee = rules.find((one) => one.name === name);
  const takes = Object.keys(callee?.trigger.called ?? {});
  return (
    <>
      <label className="design-part">
        <span>{say("rule-design.callee")}</span>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          placeholder={say(rules.length > 0 ? "rule-design.chooseRule" : "rule-design.noCallees")}
          value={name || null}
          onChange={(next) => set("rule", formWritten(app, next ?? ""))}
          options={rules.map((one) => ({ value: one.name, label: one.label }))}
        />
        {callee ? (
          <small className="quiet">
            {say(
              callee.timing === "together" ? "rule-design.calleeNow" : "rule-design.calleeLater",
            )}
          </small>
        ) : null}
      </label>
      {callee?.form ? <Which path={path} form={callee.form} where={body.where} set={set} /> : null}
      {takes.length > 0 || body.with !== undefined ? (
        <PutsPart
          label={say("rule-design.gives")}
          fields={takes.map((one) => ({ key: one, label: one }))}
          puts={mapOf(body.with)}
          value={({ field, value, label, onChange }) => (
            <DraftFormula
              path={[...path, "with", field]}
              value={value}
              label={label}
              onChange={onChange}
            />
          )}
          onChange={(next) => set("with", Object.keys(next).length > 0 ? next : undefined)}
        />
      ) : null}
    </>
  );
}
