import { Checkbox, InputNumber, Select, Switch } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { LabelInput } from "@/kits/design/LabelInput.tsx";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import { listOf, mapOf, type Plain, spoken, textOf } from "@/model/design.ts";
import { decidersOf, isHuman, kindOf } from "@/model/flow-design.ts";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { type NodeProps, useDesigning } from "./context.ts";

/** How decisions are handled: refusing, returning, opinions, time limits, checks. */
export function HandlingPart({ node, set }: NodeProps) {
  const say = useSay();
  const returns = mapOf(node.return);
  const setReturn = (key: string, value: string | undefined) => {
    const { [key]: _, ...rest } = returns;
    const next = value === undefined ? rest : { ...rest, [key]: value };
    set("return", Object.keys(next).length > 0 ? next : undefined);
  };
  const goals = useGoals(textOf(node.node));
  const words = (names: readonly string[], family: string) =>
    names.map((one) => ({ value: one, label: say(`flow-design.${family}.${one}` as Word) }));
  return (
    <>
      {kindOf(node) === "approve" ? (
        <label className="design-part">
          <span>{say("flow-design.reject.label")}</span>
          <Select
            value={textOf(node.reject) || "end"}
            onChange={(next) => set("reject", next === "end" ? undefined : next)}
            options={[...words(["end", "start", "prev", "branch"], "reject"), ...goals]}
          />
        </label>
      ) : null}
      {decidersOf(node).mode === "any" ? (
        <label className="design-part">
          <span>{say("flow-design.anyReject.label")}</span>
          <Select
            value={textOf(node.any_reject) || "first"}
            onChange={(next) => set("any_reject", next === "first" ? undefined : next)}
            options={words(["first", "all"], "anyReject")}
          />
        </label>
      ) : null}
      <div className="design-pair">
        <label className="design-part">
          <span>{say("flow-design.return.label")}</span>
          <Select
            value={textOf(returns.to) || "any"}
            onChange={(next) => setReturn("to", next === "any" ? undefined : next)}
            options={[...words(["any", "start", "prev", "none"], "return"), ...goals]}
          />
        </label>
        <label className="design-part">
          <span>{say("flow-design.returnMode.label")}</span>
          <Select
            value={textOf(returns.mode) || "flow"}
            onChange={(next) => setReturn("mode", next === "flow" ? undefined : next)}
            options={words(["flow", "rerun", "jump", "chooser"], "returnMode")}
          />
        </label>
      </div>
      <label className="design-part">
        <span>{say("flow-design.opinion.label")}</span>
        <Select
          value={textOf(node.opinion) || "reject"}
          onChange={(next) => set("opinion", next === "reject" ? undefined : next)}
          options={words(["reject", "always"], "opinion")}
        />
      </label>
      <Checkbox
        checked={node.sign === true}
        onChange={(event) => set("sign", event.target.checked || undefined)}
      >
        {say("flow-design.sign")}
      </Checkbox>
      <DuePart node={node} set={set} goals={goals} />
      <ChecksPart node={node} set={set} />
      <RestartPart node={node} set={set} goals={goals} />
    </>
  );
}

type Goals = { value: string; label: string }[];

/** Every other node in which people decide. */
function useGoals(own: string): Goals {
  const say = useSay();
  const language = useLanguage();
  const { nodes } = useDesigning();
  return nodes
    .filter(([, one]) => isHuman(kindOf(one)) && textOf(one.node) !== own)
    .map(([, one]) => ({
      value: textOf(one.node),
      label: say("flow-design.toNode", { name: spoken(one.label, language) || textOf(one.node) }),
    }));
}

const THEN = ["remind", "pass", "reject", "return", "escalate", "transfer"] as const;
// Written so, because an object with a `then` of its own looks like a promise.
const WHAT = "then";
const SPAN = /^(\d+)([mhd])$/;

function DuePart(props: Pick<NodeProps, "node" | "set"> & { goals: Goals }) {
  const say = useSay();
  const { organisation, form } = useDesigning();
  const { node, set } = props;
  const due = mapOf(node.due);
  const on = node.due !== undefined;
  const tell = (change: Record<string, Plain | undefined>) =>
    set(
      "due",
      Object.fromEntries(
        Object.entries({ ...due, ...change }).filter(([, one]) => one !== undefined),
      ) as Plain,
    );
  const [, count = "2", unit = "d"] = SPAN.exec(textOf(due.after)) ?? [];
  const then = textOf(due.then) || "remind";
  const kind = THEN.find((one) => then === one || then.startsWith(`${one}(`)) ?? "remind";
  const inner = /\((.*)\)$/.exec(then)?.[1] ?? "";
  return (
    <fieldset className="design-people">
      <legend>
        <Switch
          size="small"
          aria-label={say("flow-design.due.label")}
          checked={on}
          onChange={(next) => set("due", next ? { after: "2d", [WHAT]: "remind" } : undefined)}
        />{" "}
        {say("flow-design.due.label")}
      </legend>
      {on ? (
        <>
          <Select
            aria-label={say("flow-design.due.from")}
            value={"at" in due ? "at" : "after"}
            onChange={(next) =>
              tell(next === "at" ? { after: undefined, at: "" } : { at: undefined, after: "2d" })
            }
            options={["after", "at"].map((one) => ({
              value: one,
              label: say(`flow-design.due.${one}` as Word),
            }))}
          />
          {"at" in due ? (
            <ConditionFormula
              any
              form={form.form}
              formula={textOf(due.at)}
              label={say("flow-design.due.at")}
              onChange={(text) => tell({ at: text })}
            />
          ) : (
            <div className="design-pair">
              <InputNumber
                aria-label={say("flow-design.due.after")}
                min={1}
                max={999}
                value={Number(count)}
                onChange={(next) => tell({ after: `${next ?? 1}${unit}` })}
              />
              <Select
                aria-label={say("flow-design.due.unit")}
                value={unit}
                onChange={(next) => tell({ after: `${count}${next}` })}
                options={["m", "h", "d"].map((one) => ({
                  value: one,
                  label: say(`flow-design.unit.${one}` as Word),
                }))}
              />
            </div>
          )}
          <Select
            aria-label={say("flow-design.due.then")}
            value={kind}
            onChange={(next) =>
              tell({
                [WHAT]:
                  next === "transfer"
                    ? "transfer(role(sysadmin))"
                    : next === "return"
                      ? "return(start)"
                      : next,
              })
            }
            options={THEN.map((one) => ({
              value: one,
              label: say(`flow-design.then.${one}` as Word),
            }))}
          />
          {kind === "transfer" ? (
            <Select
              aria-label={say("flow-design.then.transfer")}
              showSearch={{ optionFilterProp: "label" }}
              value={inner}
              onChange={(next) => tell({ [WHAT]: `transfer(${next})` })}
              options={[
                ...organisation.roles.map((one) => ({
                  value: `role(${one.key})`,
                  label: one.label,
                })),
                ...organisation.members
                  .filter((one) => one.active)
                  .map((one) => ({ value: `person(${one.login})`, label: one.name })),
              ]}
            />
          ) : null}
          {kind === "return" ? (
            <Select
              aria-label={say("flow-design.then.return")}
              value={inner}
              onChange={(next) => tell({ [WHAT]: `return(${next})` })}
              options={[
                { value: "start", label: say("flow-design.return.start") },
                { value: "prev", label: say("flow-design.return.prev") },
                ...props.goals,
              ]}
            />
          ) : null}
        </>
      ) : null}
    </fieldset>
  );
}

function ChecksPart({ node, set }: Pick<NodeProps, "node" | "set">) {
  const say = useSay();
  const { form } = useDesigning();
  const checks = listOf(node.checks).map(mapOf);
  const tell = (index: number, key: string, value: Plain | undefined) =>
    set(
      "checks",
      checks.map((one, n) => {
        if (n !== index) return one;
        const { [key]: _, ...rest } = one;
        return value === undefined ? rest : { ...one, [key]: value };
      }),
    );
  return (
    <fieldset className="design-people">
      <legend>{say("flow-design.checks")}</legend>
      {checks.map((one, index) => (
        <div key={index} className="design-check">
          <ConditionFormula
            form={form.form}
            formula={textOf(one.need)}
            label={say("flow-design.checkNeed")}
            onChange={(text) => tell(index, "need", text)}
          />
          <LabelInput
            label={say("flow-design.checkSay")}
            value={one.say}
            onChange={(value) => tell(index, "say", value)}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={say("flow-design.removeCheck", { n: index + 1 })}
            onClick={() => {
              const left = checks.filter((_, n) => n !== index);
              set("checks", left.length > 0 ? left : undefined);
            }}
          >
            <Trash2 size={14} />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => set("checks", [...checks, { need: "", say: "" }])}
      >
        <Plus size={14} aria-hidden /> {say("flow-design.addCheck")}
      </button>
    </fieldset>
  );
}

/** From which node on is signed again when this node's people raise a value. */
function RestartPart(props: Pick<NodeProps, "node" | "set"> & { goals: Goals }) {
  const say = useSay();
  const { form } = useDesigning();
  const { node, set, goals } = props;
  const restart = mapOf(node.restart);
  const on = node.restart !== undefined;
  return (
    <fieldset className="design-people">
      <legend>
        <Switch
          size="small"
          aria-label={say("flow-design.restart")}
          checked={on}
          onChange={(next) =>
            set("restart", next ? { rises: "", at: goals[0]?.value ?? "" } : undefined)
          }
        />{" "}
        {say("flow-design.restart")}
      </legend>
      {on ? (
        <>
          <ConditionFormula
            any
            form={form.form}
            formula={textOf(restart.rises ?? restart.when)}
            label={say("flow-design.restartRises")}
            onChange={(text) =>
              set("restart", { ...restart, ["when" in restart ? "when" : "rises"]: text })
            }
          />
          <Select
            aria-label={say("flow-design.restartAt")}
            value={textOf(restart.at) || null}
            onChange={(next) => next && set("restart", { ...restart, at: next })}
            options={goals}
          />
        </>
      ) : null}
    </fieldset>
  );
}
