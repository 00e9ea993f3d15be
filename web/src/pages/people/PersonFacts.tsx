import { ShieldCheck } from "lucide-react";
import type { Organisation, OrgMember, TreeRow } from "@/model/people.ts";
import { StatusTag, tintOf } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import type { PersonActs } from "./usePersonActs.tsx";

export interface ShownPeople {
  people: readonly OrgMember[];
  house: Organisation;
  rows: readonly TreeRow[];
  acts: PersonActs;
  onOpen: (id: string) => void;
}

/** The main department first, each with its whole path on hover. */
export function Places({ member, rows }: { member: OrgMember; rows: readonly TreeRow[] }) {
  const ids = new Set([...(member.department ? [member.department] : []), ...member.departments]);
  const found = [...ids].flatMap((id) => rows.find((row) => row.department.id === id) ?? []);
  return (
    <span className="cut" title={found.map((row) => row.path).join("\n")}>
      {found.map((row) => row.department.name).join("、")}
    </span>
  );
}

export function Roles({ member, house }: { member: OrgMember; house: Organisation }) {
  const say = useSay();
  return (
    <span className="people-tags">
      {member.is_admin ? <StatusTag tint="amber">{say("people.admin")}</StatusTag> : null}
      {member.roles.map((key) => (
        <StatusTag key={key} tint={tintOf(undefined, key)}>
          {house.roles.find((role) => role.key === key)?.label ?? key}
        </StatusTag>
      ))}
    </span>
  );
}

/** A small mark beside the name of who signs in in two steps. */
export function TwoSteps({ member }: { member: OrgMember }) {
  const say = useSay();
  if (!member.second_step) return null;
  const label = `${say("people.secondStep")} ${say("people.secondStepOn")}`;
  return (
    <span className="people-two-steps" role="img" aria-label={label} title={label}>
      <ShieldCheck size={14} aria-hidden />
    </span>
  );
}

export function State({ member }: { member: OrgMember }) {
  const say = useSay();
  return member.active ? (
    <StatusTag tint="green">{say("people.show.active")}</StatusTag>
  ) : (
    <StatusTag tint="gray">{say("people.show.inactive")}</StatusTag>
  );
}
