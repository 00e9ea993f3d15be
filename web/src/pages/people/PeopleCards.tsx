import { Ellipsis } from "lucide-react";
import { Avatar } from "@/ui/bits.tsx";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay } from "@/words/t.ts";
import { Places, Roles, type ShownPeople, State, TwoSteps } from "./PersonFacts.tsx";

/** On a phone: who, where, what for, and the state only when it is not the usual one. */
export function PeopleCards({ people, house, rows, acts, onOpen }: ShownPeople) {
  const say = useSay();
  return (
    <ul className="people-cards">
      {people.map((member) => (
        <li key={member.id} data-off={!member.active || undefined}>
          <button type="button" className="people-card" onClick={() => onOpen(member.id)}>
            <Avatar name={member.name} size={36} />
            <span className="people-card-text">
              <span className="row-flex">
                <strong className="cut">{member.name}</strong>
                <TwoSteps member={member} />
                {member.active ? null : <State member={member} />}
              </span>
              <span className="quiet cut">
                {member.login} · <Places member={member} rows={rows} />
              </span>
              <Roles member={member} house={house} />
            </span>
          </button>
          <MenuButton
            className="icon-button people-card-menu"
            side="bottomEnd"
            label={say("people.menu", { name: member.name })}
            items={acts.items(member, onOpen)}
          >
            <Ellipsis size={18} />
          </MenuButton>
        </li>
      ))}
    </ul>
  );
}
