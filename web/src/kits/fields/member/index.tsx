import { User } from "lucide-react";
import { lazy } from "react";
import { asText, nameOf } from "@/model/values.ts";
import type { FieldKind } from "../kind.ts";
import { MemberCell, parseOne } from "../parts/people.tsx";

export const member: FieldKind = {
  name: "member",
  Icon: User,
  width: 120,
  align: "start",
  mode: "popup",
  many: "members",
  Cell: MemberCell,
  Editor: lazy(() =>
    import("../parts/PeopleEditor.tsx").then((m) => ({ default: m.MemberEditor })),
  ),
  format: (value, _field, { me }) => (asText(value) ? nameOf(me.people, asText(value)) : ""),
  parse: (text, _field, tongue) => parseOne(text, tongue.me.people, tongue),
};
