import { useMe } from "@/data/session.ts";
import type { Department, Person as PersonData, Value } from "@/model/api.ts";
import { asText, asTexts, nameOf } from "@/model/values.ts";
import { Person } from "@/ui/bits.tsx";
import { bad, type CellProps, good, type Parsed, type Tongue } from "../kind.ts";
import { splitList } from "./options.tsx";

export function MemberCell({ value }: CellProps) {
  const me = useMe();
  return asText(value) ? <Person name={nameOf(me.people, asText(value))} /> : null;
}

export function MembersCell({ value }: CellProps) {
  const me = useMe();
  return (
    <span className="cell-list">
      {asTexts(value).map((id) => (
        <Person key={id} name={nameOf(me.people, id)} />
      ))}
    </span>
  );
}

export function DepartmentsCell({ value }: CellProps) {
  const me = useMe();
  const ids = typeof value === "string" ? [value] : asTexts(value);
  return <span className="cut">{ids.map((id) => nameOf(me.departments, id)).join("、")}</span>;
}

type Named = readonly (PersonData | Department)[];

export function parseOne(text: string, list: Named, tongue: Tongue): Parsed {
  const name = text.trim();
  if (!name) return good(null);
  const found = list.filter((entry) => entry.name === name);
  if (found.length > 1) return bad(tongue.say("parse.twoOf", { text: name }));
  return found[0] ? good(found[0].id) : bad(tongue.say("parse.unknown", { text: name }));
}

export function parseMany(text: string, list: Named, tongue: Tongue): Parsed {
  const ids: Value[] = [];
  for (const part of splitList(text)) {
    const one = parseOne(part, list, tongue);
    if (!one.ok) return one;
    ids.push(one.value);
  }
  return good(ids.length ? ids : null);
}
