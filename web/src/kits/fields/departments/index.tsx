import { Network } from "lucide-react";
import { lazy } from "react";
import { asTexts, nameOf } from "@/model/values.ts";
import type { FieldKind } from "../kind.ts";
import { DepartmentsCell, parseMany } from "../parts/people.tsx";

export const departments: FieldKind = {
  name: "departments",
  Icon: Network,
  width: 180,
  align: "start",
  mode: "popup",
  many: "departments",
  Cell: DepartmentsCell,
  Editor: lazy(() =>
    import("../parts/PeopleEditor.tsx").then((m) => ({ default: m.DepartmentsEditor })),
  ),
  format: (value, _field, { me }) =>
    asTexts(value)
      .map((id) => nameOf(me.departments, id))
      .join(", "),
  parse: (text, _field, tongue) => parseMany(text, tongue.me.departments, tongue),
};
