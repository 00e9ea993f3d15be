import { KeyRound, Pencil, UserRoundCheck, UserRoundX } from "lucide-react";
import { useMemo } from "react";
import { useChangeMember, useResetPassword } from "@/data/people.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { OrgMember } from "@/model/people.ts";
import type { MenuItem } from "@/ui/Menu.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import type { Secret } from "./OneTimePassword.tsx";

export interface PersonActs {
  reset: (member: OrgMember) => void;
  /** What can be done with a person, as a menu. */
  items: (member: OrgMember, onOpen: (id: string) => void) => MenuItem[];
}

/** What is done to a person outside the form, with the question before it. */
export function usePersonActs(onSecret: (secret: Secret) => void): PersonActs {
  const say = useSay();
  const tell = useTell();
  const { mutate: change } = useChangeMember();
  const { mutate: renew } = useResetPassword();
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
    const turn = async ({ id, name, active }: OrgMember) => {
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
      { key: "line", type: "divider" },
      {
        key: "turn",
        icon: member.active ? <UserRoundX size={16} /> : <UserRoundCheck size={16} />,
        label: say(member.active ? "people.deactivate" : "people.activate"),
        danger: member.active,
        onClick: () => void turn(member),
      },
    ];
    return { reset: (member) => void reset(member), items };
  }, [say, tell, change, renew, onSecret]);
}
