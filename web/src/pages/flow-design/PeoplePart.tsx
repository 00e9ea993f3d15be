import { useQuery } from "@tanstack/react-query";
import { Checkbox, Input, Select } from "antd";
import { designsQuery } from "@/data/designs.ts";
import { PeopleList, WhoRow } from "@/kits/design/PeopleList.tsx";
import { listOf, mapOf, put, textOf } from "@/model/design.ts";
import {
  type Deciders,
  decidersData,
  decidersOf,
  HUMAN,
  isHuman,
  kindOf,
  MODES,
  type Mode,
  whoData,
  whoOf,
} from "@/model/flow-design.ts";
import { useSay, type Word } from "@/words/t.ts";
import { type NodeProps, useDesigning } from "./context.ts";
import { usePeopleWorld } from "./usePeopleWorld.tsx";

/** Who decides, in which manner, and what happens when nobody is found. */
export function PeoplePart({ path, node, set }: NodeProps) {
  const say = useSay();
  const { data, change } = useDesigning();
  const kind = kindOf(node) ?? "approve";
  const given = decidersOf(node);
  const world = usePeopleWorld();
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
        world={world}
        label={say("design.people")}
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
  const world = usePeopleWorld();
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
        <WhoRow
          world={world}
          who={whoOf(value)}
          onChange={(who) => set("empty", whoData(who, false))}
        />
      ) : null}
    </div>
  );
}

/** Who gets a copy. */
export function CopyPart({ node, set }: NodeProps) {
  const say = useSay();
  const raw = node.copy;
  const people = (typeof raw === "string" ? [raw] : listOf(raw)).map(whoOf);
  return (
    <PeopleList
      world={usePeopleWorld()}
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
