import { Ellipsis, Pencil } from "lucide-react";
import { Avatar } from "@/ui/bits.tsx";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay } from "@/words/t.ts";
import { Places, Roles, type ShownPeople, State, TwoSteps } from "./PersonFacts.tsx";

export function PeopleTable({ people, house, rows, acts, onOpen }: ShownPeople) {
  const say = useSay();
  return (
    <table className="people-table">
      <thead>
        <tr>
          <th style={{ width: "24%" }}>{say("people.name")}</th>
          <th style={{ width: "15%" }}>{say("people.login")}</th>
          <th style={{ width: "22%" }}>{say("people.departments")}</th>
          <th>{say("people.roles")}</th>
          <th style={{ width: 96 }}>{say("people.show")}</th>
          <th style={{ width: 88 }}>{say("people.actions")}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((member) => (
          <tr key={member.id} data-off={!member.active || undefined}>
            <td>
              <button
                type="button"
                className="people-name"
                title={member.name}
                onClick={() => onOpen(member.id)}
              >
                <Avatar name={member.name} size={24} />
                <span className="cut">{member.name}</span>
                <TwoSteps member={member} />
              </button>
            </td>
            <td className="cut" title={member.login}>
              {member.login}
            </td>
            <td>
              <Places member={member} rows={rows} />
            </td>
            <td>
              <Roles member={member} house={house} />
            </td>
            <td>
              <State member={member} />
            </td>
            <td className="people-acts">
              <button
                type="button"
                className="icon-button"
                aria-label={say("people.edit", { name: member.name })}
                onClick={() => onOpen(member.id)}
              >
                <Pencil size={15} />
              </button>
              <MenuButton
                className="icon-button"
                side="bottomEnd"
                label={say("people.menu", { name: member.name })}
                items={acts.items(member, onOpen)}
              >
                <Ellipsis size={16} />
              </MenuButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
