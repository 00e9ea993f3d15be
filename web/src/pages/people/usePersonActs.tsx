import { KeyRound, Pencil, ShieldOff, UserRoundCheck, UserRoundX } from "lucide-react";
import { useMemo } from "react";
import { tasksOf, useChangeMember, useResetPassword, useResetSecondStep } from "@/data/people.ts";
import { useMe } from "@/data/session.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { OrgMember } from "@/model/people.ts";
import type { MenuItem } from "@/ui/Menu.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import type { Leaver } from "./LeaveDialog.tsx";
import type { Secret } from "./OneTimePassword.tsx";

export interface PersonActs {
  reset: (member: OrgMember) => void;
  /** Null where it may not be done: of oneself it is turned off, and where it is off nothing is left to do. */
  resetSecondStep: (member: OrgMember) => (() => void) | null;
  /** What can be done with a person, as a menu. */
  items: (member: OrgMember, onOpen: (id: string) => void) => MenuItem[];
}

/** What is done to a person outside the form, with the question before it. */
export function usePersonActs(
  onSecret: (secret: Secret) => void,
  onLeave: (leaver: Leaver) => void,
): PersonActs {
  const say = useSay();
  const tell = useTell();
  const { mutate: change } = useChangeMember();
  const { mutate: renew } = useResetPassword();
  const { mutate: clear } = useResetSecondStep();
  const myId = useMe().member.id;
  return useMemo(() => {
    const reset = async ({ id, name, login }: OrgMember) => {
      const question = {
        title: say("people.resetAsk", { name }),
        text: say("people.resetText"),
        yes: say("people.reset"),
        no: say("cancel"),
        danger: true,
      };
      if (await ask(question))
        renew(id, {
          onSuccess: ({ password }) => onSecret({ name, login, password }),
          onError: tell.fail,
        });
    };
    const forget = async ({ id, name }: OrgMember) => {
      const question = {
        title: say("people.secondStepResetAsk", { name }),
        text: say("people.secondStepResetText"),
        yes: say("people.secondStepReset"),
        no: say("cancel"),
        danger: true,
      };
      if (await ask(question))
        clear(id, {
          onSuccess: () => tell.good(say("people.secondStepResetDone", { name })),
          onError: tell.fail,
        });
    };
    const resetSecondStep = (member: OrgMember) =>
      member.second_step && member.id !== myId ? () => void forget(member) : null;
    const turn = async (member: OrgMember) => {
      const { id, name, active } = member;
      if (active) {
        // What waits for her needs somebody else first.
        const held = await tasksOf(id).catch(() => null);
        if (held && held.tasks > 0) return onLeave({ member, ...held });
      }
      const question = {
        title: say("people.deactivateAsk", { name }),
        text: say("people.activeHint"),
        yes: say("people.deactivate"),
        no: say("cancel"),
        danger: true,
      };
      if (active && !(await ask(question))) return;
      change(
        { id, active: !active },
        {
          onSuccess: () =>
            tell.good(say(active ? "people.deactivated" : "people.activated", { name })),
          onError: tell.fail,
        },
      );
    };
    const secondStepItem = (member: OrgMember): MenuItem[] => {
      const onClick = resetSecondStep(member);
      const label = say("people.secondStepReset");
      return onClick ? [{ key: "two", icon: <ShieldOff size={16} />, label, onClick }] : [];
    };
    const items = (member: OrgMember, onOpen: (id: string) => void): MenuItem[] => [
      {
        key: "edit",
        icon: <Pencil size={16} />,
        label: say("edit"),
        onClick: () => onOpen(member.id),
      },
      {
        key: "reset",
        icon: <KeyRound size={16} />,
        label: say("people.reset"),
        onClick: () => void reset(member),
      },
      ...secondStepItem(member),
      { key: "line", type: "divider" },
      {
        key: "turn",
        icon: member.active ? <UserRoundX size={16} /> : <UserRoundCheck size={16} />,
        label: say(member.active ? "people.deactivate" : "people.activate"),
        danger: member.active,
        onClick: () => void turn(member),
      },
    ];
    return { reset: (member) => void reset(member), resetSecondStep, items };
  }, [say, tell, change, renew, clear, myId, onSecret, onLeave]);
}
