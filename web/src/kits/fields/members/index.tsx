import { Users } from "lucide-react";
import { lazy } from "react";
import { asTexts, nameOf } from "@/model/values.ts";
import type { FieldKind } from "../kind.ts";
import { MembersCell, parseMany } from "../parts/people.tsx";

export const members: FieldKind = {
  name: "members",
  Icon: Users,
  width: 180,
  align: "start",
  mode: "popup",
  many: "members",
  Cell: MembersCell,
  Editor: lazy(() =>
    import("../parts/PeopleEditor.tsx").then((m) => ({ default: m.MembersEditor })),
  ),
  format: (value, _field, { me }) =>
    asTexts(value)
      .map((id) => nameOf(me.people, id))
      .join(", "),
  parse: (text, _field, tongue) => parseMany(text, tongue.me.people, tongue),
};
