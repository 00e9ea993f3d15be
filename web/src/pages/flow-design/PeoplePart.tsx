import { useQuery } from "@tanstack/react-query";
import { Checkbox, Input, InputNumber, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { designsQuery } from "@/data/designs.ts";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import { listOf, mapOf, put, spoken, textOf } from "@/model/design.ts";
import {
  type Deciders,
  decidersData,
  decidersOf,
  HUMAN,
  isHuman,
  kindOf,
  MODES,
  type Mode,
  PEOPLE,
  type PeopleKind,
  type Who,
  whoData,
  whoOf,
} from "@/model/flow-design.ts";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { type NodeProps, useDesigning } from "./context.ts";

/** Who decides, in which manner, and what happens when nobody is found. */
export function PeoplePart({ path, node, set }: NodeProps) {
  const say = useSay();
  const { data, change } = useDesigning();
  const kind = kindOf(node) ?? "approve";
  const given = decidersOf(node);
  const tell = (next: Deciders) => set(kind, decidersData(next));
  const turn = (to: (typeof HUMAN)[number]) => {
    // The key stays where it was written, so that the file reads the same.
    const entries = Object.entries(node).map(([key, one]) => [key === kind ? to : key, one]);
    change(put(data, path, Object.fromEntries(entries)));
  };
  return (
    <>
      {isHuman(kind) ? (
        <label className="design-part">
          <span>{say("flow-design.kind")}</span>
          <Select
            value={kind}
            onChange={turn}
            options={HUMAN.map((one) => ({
              value: one,
              label: say(`flow-design.kind.${one}` as Word),
            }))}
          />
        </label>
      ) : null}
      <label className="design-part">
        <span>{say("flow-design.modeLabel")}</span>
        <Select<Mode>
          value={given.mode}
          onChange={(mode) => tell({ ...given, mode })}
          options={MODES.map((mode) => ({
            value: mode,
            label: say(`flow-design.mode.${mode}` as Word),
          }))}
        />
        <small className="quiet">{say(`flow-design.modeHelp.${given.mode}` as Word)}</small>
      </label>
      {given.mode === "vote" ? (
        <div className="design-pair">
          <label className="design-part">
            <span>{say("flow-design.need")}</span>
            <Input
              value={given.need}
              placeholder="2/3"
              onChange={(event) => tell({ ...given, need: event.target.value })}
            />
          </label>
          <Checkbox
            checked={given.strict}
            onChange={(event) => tell({ ...given, strict: event.target.checked })}
          >
            {say("flow-design.strict")}
          </Checkbox>
        </div>
      ) : null}
      <PeopleList
        label={say("flow-design.people")}
        people={given.people}
        weighted={given.mode === "vote"}
        onChange={(people) => tell({ ...given, people })}
      />
      <EmptyPart node={node} set={set} />
    </>
  );
}

const EMPTY = ["admin", "pass", "reject", "block"] as const;

function EmptyPart({ node, set }: Pick<NodeProps, "node" | "set">) {
  const say = useSay();
  const value = textOf(node.empty) || "admin";
  const own = !EMPTY.some((one) => one === value);
  return (
    <div className="design-part">
      <span>{say("flow-design.empty.label")}</span>
      <Select
        aria-label={say("flow-design.empty.label")}
        value={own ? "named" : value}
        onChange={(next) =>
          set("empty", next === "admin" ? undefined : next === "named" ? "role(sysadmin)" : next)
        }
        options={[...EMPTY, "named"].map((one) => ({
          value: one,
          label: say(`flow-design.empty.${one}` as Word),
        }))}
      />
      {own ? (
        <WhoRow who={whoOf(value)} onChange={(who) => set("empty", whoData(who, false))} />
      ) : null}
    </div>
  );
}

export function PeopleList(props: {
  label: string;
  people: Who[];
  weighted?: boolean;
  onChange: (people: Who[]) => void;
}) {
  const say = useSay();
  const { people, weighted, onChange } = props;
  return (
    <fieldset className="flow-people">
      <legend>{props.label}</legend>
      {people.map((who, index) => (
        <div key={index} className="flow-who">
          <WhoRow
            who={who}
            weighted={weighted ?? false}
            onChange={(next) => onChange(people.map((one, n) => (n === index ? next : one)))}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={say("flow-design.removePerson", { n: index + 1 })}
            onClick={() => onChange(people.filter((_, n) => n !== index))}
          >
            <Trash2 size={14} />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => onChange([...people, { kind: "role", of: "", weight: 1 }])}
      >
        <Plus size={14} aria-hidden /> {say("flow-design.addPerson")}
      </button>
    </fieldset>
  );
}

/** One rule of people: which kind, and of whom. */
function WhoRow(props: { who: Who; weighted?: boolean; onChange: (who: Who) => void }) {
  const say = useSay();
  const language = useLanguage();
  const { organisation, nodes, form } = useDesigning();
  const { who, weighted, onChange } = props;
  const filter = { showSearch: { optionFilterProp: "label" as const } };
  const of = (next: string) => onChange({ ...who, of: next });
  const label = say(`flow-design.who.${who.kind}` as Word);
  const inner = () => {
    switch (who.kind) {
      case "role":
        return (
          <Select
            {...filter}
            aria-label={label}
            value={who.of || null}
            placeholder={say("flow-design.chooseRole")}
            onChange={(next: string) => of(next)}
            options={organisation.roles.map((one) => ({ value: one.key, label: one.label }))}
          />
        );
      case "person":
        return (
          <Select
            {...filter}
            aria-label={label}
            value={who.of || null}
            placeholder={say("flow-design.choosePerson")}
            onChange={(next: string) => of(next)}
            options={organisation.members
              .filter((one) => one.active)
              .map((one) => ({ value: one.login, label: one.name }))}
          />
        );
      case "decider":
        return (
          <Select
            aria-label={label}
            value={who.of || null}
            placeholder={say("flow-design.chooseNode")}
            onChange={(next: string) => of(next)}
            options={nodes
              .filter(([, one]) => isHuman(kindOf(one)))
              .map(([, one]) => ({
                value: textOf(one.node),
                label: spoken(one.label, language) || textOf(one.node),
              }))}
          />
        );
      case "heads":
        return <HeadsRow of={who.of} onChange={of} />;
      case "head":
      case "value":
        return (
          <ConditionFormula any form={form.form} formula={who.of} label={label} onChange={of} />
        );
      case "superior":
        return (
          <ConditionFormula
            any
            form={form.form}
            formula={who.of === "submitter" ? "" : who.of}
            label={label}
            onChange={(text) => of(text || "submitter")}
          />
        );
      case "chosen":
        return (
          <Input
            aria-label={label}
            value={who.of}
            placeholder="by: start, from: role(engineer)"
            onChange={(event) => of(event.target.value)}
          />
        );
      default:
        return null;
    }
  };
  return (
    <div className="flow-who-row">
      <Select<PeopleKind>
        aria-label={say("flow-design.people")}
        value={who.kind}
        onChange={(kind) =>
          onChange({
            ...who,
            kind,
            of: kind === "heads" ? "2" : kind === "superior" ? "submitter" : "",
          })
        }
        options={PEOPLE.map((one) => ({
          value: one,
          label: say(`flow-design.who.${one}` as Word),
        }))}
      />
      {inner()}
      {weighted ? (
        <InputNumber
          aria-label={say("flow-design.weight")}
          min={1}
          max={99}
          value={who.weight}
          onChange={(weight) => onChange({ ...who, weight: weight ?? 1 })}
        />
      ) : null}
    </div>
  );
}

function HeadsRow({ of, onChange }: { of: string; onChange: (of: string) => void }) {
  const say = useSay();
  const { organisation } = useDesigning();
  const to = /^to:\s*(.*)$/.exec(of)?.[1];
  return (
    <>
      <Select
        aria-label={say("flow-design.levels")}
        value={to === undefined ? of || "1" : "to"}
        onChange={(next) =>
          onChange(next === "to" ? `to: ${organisation.roles[0]?.key ?? ""}` : next)
        }
        options={[
          ...["1", "2", "3", "4", "5"].map((n) => ({
            value: n,
            label: say("flow-design.who.headsOf", { n }),
          })),
          { value: "to", label: say("flow-design.untilRole") },
        ]}
      />
      {to === undefined ? null : (
        <Select
          aria-label={say("flow-design.untilRole")}
          value={to}
          onChange={(role) => onChange(`to: ${role}`)}
          options={organisation.roles.map((one) => ({ value: one.key, label: one.label }))}
        />
      )}
    </>
  );
}

/** Who gets a copy. */
export function CopyPart({ node, set }: NodeProps) {
  const say = useSay();
  const raw = node.copy;
  const people = (typeof raw === "string" ? [raw] : listOf(raw)).map(whoOf);
  return (
    <PeopleList
      label={say("flow-design.copyTo")}
      people={people}
      onChange={(next) =>
        set(
          "copy",
          next.map((one) => whoData(one, false)),
        )
      }
    />
  );
}

/** The flow that runs inside this one. */
export function SubPart({ node, set }: NodeProps) {
  const say = useSay();
  const { flow } = useDesigning();
  const flows = useQuery(designsQuery("flows"));
  const sub = mapOf(node.sub);
  return (
    <>
      <label className="design-part">
        <span>{say("flow-design.subFlow")}</span>
        <Select
          value={textOf(sub.flow) || null}
          onChange={(next) => next && set("sub", { ...sub, flow: next })}
          options={(flows.data ?? [])
            .filter((one) => one.name !== flow)
            .map((one) => ({ value: one.name, label: one.label }))}
        />
      </label>
      <label className="design-part">
        <span>{say("flow-design.subResult")}</span>
        <Select
          value={textOf(sub.result) || "reject"}
          onChange={(next) => set("sub", { ...sub, result: next === "reject" ? null : next })}
          options={["reject", "continue"].map((one) => ({
            value: one,
            label: say(`flow-design.subResult.${one}` as Word),
          }))}
        />
      </label>
    </>
  );
}
