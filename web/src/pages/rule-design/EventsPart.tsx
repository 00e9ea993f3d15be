import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { designQuery, designsQuery } from "@/data/designs.ts";
import { type Data, mapOf, type Plain, textOf, wordsOf } from "@/model/design.ts";
import { nodesOf } from "@/model/flow-design.ts";
import { AT_NODES, FLOW_EVENTS, formName, formWritten } from "@/model/rule-design.ts";
import { useSay, type Word } from "@/words/t.ts";
import { useFields, useRuleDesigning } from "./context.ts";

interface OnProps {
  on: Data;
  set: (key: string, value: Plain | undefined) => void;
}

/** The flows of a form, or all there are. */
export function useFlows(form?: string) {
  const flows = useQuery(designsQuery("flows")).data ?? [];
  return form === undefined ? flows : flows.filter((one) => one.form === form);
}

/** The stages and outcomes of a field. */
export function useStages(form: Plain | undefined, field: string) {
  const fields = useFields(form).filter((one) => one.kind === "stage");
  const one = fields.find((each) => each.key === field);
  const options = (one?.settings.options ?? []) as { key: string; label: string }[];
  return { fields, options: options.map((each) => ({ value: each.key, label: each.label })) };
}

const many = (next: string[]) => (next.length > 0 ? next : undefined);

/** Steps of an approval of the form. */
export function FlowOnPart({ on, set }: OnProps) {
  const say = useSay();
  const { app, data } = useRuleDesigning();
  const flows = useFlows(formName(app, mapOf(data.when).form));
  const name = formName(app, on.flow);
  const known = flows.some((one) => one.name === name);
  const flow = useQuery({ ...designQuery("flows", name), enabled: known }).data;
  const nodes = flow ? [...nodesOf(flow.data)].map(([, node]) => node) : [];
  const events = wordsOf(on.event);
  return (
    <>
      <label className="design-part">
        <span>{say("rule-design.flow")}</span>
        <Select
          value={name || null}
          placeholder={say(flows.length > 0 ? "rule-design.chooseFlow" : "rule-design.noFlows")}
          onChange={(next) => set("flow", formWritten(app, next ?? ""))}
          options={flows.map((one) => ({ value: one.name, label: one.label }))}
        />
      </label>
      <label className="design-part">
        <span>{say("rule-design.events")}</span>
        <Select
          mode="multiple"
          value={events}
          onChange={(next: string[]) => set("event", next)}
          options={FLOW_EVENTS.map((one) => ({
            value: one as string,
            label: say(`rule-design.event.${one}` as Word),
          }))}
        />
        <small className="quiet">{say("rule-design.eventsHelp")}</small>
      </label>
      {events.some((one) => AT_NODES.includes(one)) ? (
        <label className="design-part">
          <span>{say("rule-design.nodes")}</span>
          <Select
            mode="multiple"
            placeholder={say("rule-design.anyNode")}
            value={wordsOf(on.node)}
            onChange={(next: string[]) => set("node", many(next))}
            options={nodes.map((node) => ({
              value: textOf(node.node),
              label: labelOf(node) || textOf(node.node),
            }))}
          />
        </label>
      ) : null}
    </>
  );
}

const labelOf = (node: Data) =>
  typeof node.label === "object" ? textOf(mapOf(node.label).zh) : textOf(node.label);

/** A move of a stage of the form. */
export function StageOnPart({ on, set }: OnProps) {
  const say = useSay();
  const { data } = useRuleDesigning();
  const { fields, options } = useStages(mapOf(data.when).form, textOf(on.stage));
  return (
    <>
      <label className="design-part">
        <span>{say("rule-design.stageField")}</span>
        <Select
          value={textOf(on.stage) || null}
          placeholder={say(fields.length > 0 ? "rule-design.chooseStage" : "rule-design.noStages")}
          onChange={(next) => set("stage", next ?? "")}
          options={fields.map((one) => ({ value: one.key, label: one.label }))}
        />
      </label>
      {(["enters", "leaves"] as const).map((way) => (
        <label key={way} className="design-part">
          <span>{say(`rule-design.way.${way}`)}</span>
          <Select
            mode="multiple"
            placeholder={say("rule-design.anyStage")}
            value={wordsOf(on[way])}
            onChange={(next: string[]) => set(way, many(next))}
            options={options}
          />
        </label>
      ))}
    </>
  );
}
