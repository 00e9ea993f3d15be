import { Button, Select } from "antd";
import { useState } from "react";
import { useChangeMember } from "@/data/people.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { OrgMember } from "@/model/people.ts";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay } from "@/words/t.ts";

export interface Leaver {
  member: OrgMember;
  tasks: number;
  approvals: number;
}

/** Somebody goes who still has approvals to decide: who takes them over. */
export function LeaveDialog(props: {
  leaver: Leaver;
  members: readonly OrgMember[];
  onClose: () => void;
}) {
  const say = useSay();
  const tell = useTell();
  const change = useChangeMember();
  const [successor, setSuccessor] = useState<string | null>(null);
  const { member, tasks, approvals } = props.leaver;
  const inside = (node: HTMLElement) => node.closest("dialog") ?? document.body;
  const go = () =>
    change.mutate(
      { id: member.id, active: false, ...(successor ? { successor } : {}) },
      {
        onSuccess: (told) => {
          const left = told.tasks?.left ?? 0;
          if (left > 0) tell.bad(say("people.leaveLeft", { name: member.name, n: left }));
          else
            tell.good(say("people.leaveDone", { name: member.name, n: told.tasks?.handed ?? 0 }));
          props.onClose();
        },
        onError: tell.fail,
      },
    );
  const title = say("people.deactivateAsk", { name: member.name });
  return (
    <Dialog label={title} className="people-leave" onClose={props.onClose}>
      <h2>{title}</h2>
      <p>{say("people.leaveText", { name: member.name, tasks, approvals })}</p>
      <label className="people-leave-to">
        <span>{say("people.successor")}</span>
        <Select
          data-first
          allowClear
          getPopupContainer={inside}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={say("people.noSuccessor")}
          value={successor}
          onChange={(next: string | null | undefined) => setSuccessor(next ?? null)}
          options={props.members
            .filter((one) => one.active && one.id !== member.id)
            .map((one) => ({ value: one.id, label: one.name }))}
        />
      </label>
      <p className="quiet">{say("people.leaveHistory")}</p>
      <footer>
        <Button onClick={props.onClose}>{say("cancel")}</Button>
        <Button type="primary" danger loading={change.isPending} onClick={go}>
          {say("people.deactivate")}
        </Button>
      </footer>
    </Dialog>
  );
}
