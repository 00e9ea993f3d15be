import { Input, Select } from "antd";
import { Trash2 } from "lucide-react";
import { LabelInput } from "@/kits/design/LabelInput.tsx";
import { PeopleList } from "@/kits/design/PeopleList.tsx";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import { listOf, mapOf, type Path, put, textOf } from "@/model/design.ts";
import { whoData, whoOf } from "@/model/flow-design.ts";
import { useSay, type Word } from "@/words/t.ts";
import { useDesigning } from "./context.ts";
import { PutsPart } from "./PutsPart.tsx";
import { usePeopleWorld } from "./usePeopleWorld.tsx";

/** Every policy of a flow, the usual answer first. */
const POLICIES = {
  self: ["allow", "skip", "superior", "head"],
  dedup: ["none", "consecutive", "first"],
  withdraw: ["any", "first", "never"],
  terminate: ["admin", "initiator"],
  resubmit: ["rerun", "jump", "chooser"],
} as const;

/** The flow as a whole: its name, who may submit when, and what holds in every node. */
export function FlowPart({ onRemove }: { onRemove: (() => void) | null }) {
  const say = useSay();
  const { data, change, form } = useDesigning();
  const world = usePeopleWorld();
  const set = (path: Path, value: Parameters<typeof put>[2]) => change(put(data, path, value));
  const policies = mapOf(data.policies);
  const who = textOf(mapOf(data.submit).who) || "update";
  const copies = typeof data.copies === "string" ? [data.copies] : listOf(data.copies);
  return (
    <>
      <header>
        <h2>{say("flow-design.flow")}</h2>
        <span className="quiet cut">{form.label}</span>
      </header>
      <div className="design-panel-body">
        <LabelInput
          label={say("flow-design.name")}
          value={data.label}
          onChange={(label) => set(["label"], label)}
        />
        <div className="design-part">
          <span>{say("flow-design.submitWhen")}</span>
          <ConditionFormula
            form={form.form}
            formula={textOf(mapOf(data.submit).when)}
            label={say("flow-design.submitWhen")}
            onChange={(text) => set(["submit", "when"], text || undefined)}
          />
          <small className="quiet">{say("flow-design.submitWhenHelp")}</small>
        </div>
        <div className="design-part">
          <span>{say("flow-design.submitWho")}</span>
          {who === "update" ? (
            <small className="quiet">{say("flow-design.submitUpdate")}</small>
          ) : (
            <code>{who}</code>
          )}
        </div>
        <div className="design-pair">
          {Object.entries(POLICIES).map(([key, names]) => (
            <label key={key} className="design-part">
              <span>{say(`flow-design.policy.${key}` as Word)}</span>
              <Select
                value={textOf(policies[key]) || names[0]}
                onChange={(next) =>
                  set(["policies", key], next === names[0] ? undefined : (next as string))
                }
                options={names.map((one) => ({
                  value: one as string,
                  label: say(`flow-design.policy.${key}.${one}` as Word),
                }))}
              />
            </label>
          ))}
          <label className="design-part">
            <span>{say("flow-design.code")}</span>
            <Input
              value={textOf(policies.code)}
              placeholder="QA-{yy}{MM}-{000}"
              onChange={(event) => set(["policies", "code"], event.target.value || undefined)}
            />
          </label>
        </div>
        <PeopleList
          world={world}
          label={say("flow-design.copies")}
          people={copies.map(whoOf)}
          onChange={(next) =>
            set(["copies"], next.length > 0 ? next.map((one) => whoData(one, false)) : undefined)
          }
        />
        <PutsPart label={say("flow-design.startSets")} path={["start", "set"]} />
        {onRemove ? (
          <button type="button" className="button danger" onClick={onRemove}>
            <Trash2 size={14} aria-hidden /> {say("flow-design.removeFlow")}
          </button>
        ) : null}
      </div>
    </>
  );
}
