import { Input, InputNumber, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { PeopleKind, Who } from "@/model/flow-design.ts";
import type { Organisation } from "@/model/people.ts";
import { useSay, type Word } from "@/words/t.ts";
import "./design.css";

/** What rules of people are made of, and how an expression among them is written. */
export interface PeopleWorld {
  kinds: readonly PeopleKind[];
  organisation: Organisation;
  /** Nodes whose decider may be meant. */
  nodes?: { value: string; label: string }[];
  formula: (props: { value: string; label: string; onChange: (text: string) => void }) => ReactNode;
}

/** Rules of people, one under the other. */
export function PeopleList(props: {
  label: string;
  people: Who[];
  world: PeopleWorld;
  weighted?: boolean;
  onChange: (people: Who[]) => void;
}) {
  const say = useSay();
  const { people, weighted, world, onChange } = props;
  return (
    <fieldset className="design-people">
      <legend>{props.label}</legend>
      {people.map((who, index) => (
        <div key={index} className="design-who">
          <WhoRow
            who={who}
            world={world}
            weighted={weighted ?? false}
            onChange={(next) => onChange(people.map((one, n) => (n === index ? next : one)))}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={say("design.removePerson", { n: index + 1 })}
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
        <Plus size={14} aria-hidden /> {say("design.addPerson")}
      </button>
    </fieldset>
  );
}

/** One rule of people: which kind, and of whom. */
export function WhoRow(props: {
  who: Who;
  world: PeopleWorld;
  weighted?: boolean;
  onChange: (who: Who) => void;
}) {
  const say = useSay();
  const { who, weighted, world, onChange } = props;
  const { organisation } = world;
  const filter = { showSearch: { optionFilterProp: "label" as const } };
  const of = (next: string) => onChange({ ...who, of: next });
  const label = say(`design.who.${who.kind}` as Word);
  const inner = () => {
    switch (who.kind) {
      case "role":
        return (
          <Select
            {...filter}
            aria-label={label}
            value={who.of || null}
            placeholder={say("design.chooseRole")}
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
            placeholder={say("design.choosePerson")}
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
            placeholder={say("design.chooseNode")}
            onChange={(next: string) => of(next)}
            options={world.nodes ?? []}
          />
        );
      case "heads":
        return <HeadsRow of={who.of} organisation={organisation} onChange={of} />;
      case "head":
      case "value":
        return world.formula({ value: who.of, label, onChange: of });
      case "superior":
        return world.formula({
          value: who.of === "submitter" ? "" : who.of,
          label,
          onChange: (text) => of(text || (world.kinds.includes("submitter") ? "submitter" : "")),
        });
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
    <div className="design-who-row">
      <Select<PeopleKind>
        aria-label={say("design.people")}
        value={who.kind}
        onChange={(kind) =>
          onChange({
            ...who,
            kind,
            of:
              kind === "heads"
                ? "2"
                : kind === "superior" && world.kinds.includes("submitter")
                  ? "submitter"
                  : "",
          })
        }
        options={world.kinds.map((one) => ({
          value: one,
          label: say(`design.who.${one}` as Word),
        }))}
      />
      {inner()}
      {weighted ? (
        <InputNumber
          aria-label={say("design.weight")}
          min={1}
          max={99}
          value={who.weight}
          onChange={(weight) => onChange({ ...who, weight: weight ?? 1 })}
        />
      ) : null}
    </div>
  );
}

function HeadsRow(props: {
  of: string;
  organisation: Organisation;
  onChange: (of: string) => void;
}) {
  const say = useSay();
  const { of, organisation, onChange } = props;
  const to = /^to:\s*(.*)$/.exec(of)?.[1];
  return (
    <>
      <Select
        aria-label={say("design.levels")}
        value={to === undefined ? of || "1" : "to"}
        onChange={(next) =>
          onChange(next === "to" ? `to: ${organisation.roles[0]?.key ?? ""}` : next)
        }
        options={[
          ...["1", "2", "3", "4", "5"].map((n) => ({
            value: n,
            label: say("design.who.headsOf", { n }),
          })),
          { value: "to", label: say("design.untilRole") },
        ]}
      />
      {to === undefined ? null : (
        <Select
          aria-label={say("design.untilRole")}
          value={to}
          onChange={(role) => onChange(`to: ${role}`)}
          options={organisation.roles.map((one) => ({ value: one.key, label: one.label }))}
        />
      )}
    </>
  );
}
