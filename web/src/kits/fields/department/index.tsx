import { Network } from "lucide-react";
import { lazy } from "react";
import { asText, nameOf } from "@/model/values.ts";
import type { FieldKind } from "../kind.ts";
import { DepartmentsCell, parseOne } from "../parts/people.tsx";

export const department: FieldKind = {
  name: "department",
  Icon: Network,
  width: 130,
  align: "start",
  mode: "popup",
  many: "departments",
  Cell: DepartmentsCell,
  Editor: lazy(() =>
    import("../parts/PeopleEditor.tsx").then((m) => ({ default: m.DepartmentEditor })),
  ),
  format: (value, _field, { me }) => (asText(value) ? nameOf(me.departments, asText(value)) : ""),
  parse: (text, _field, tongue) => parseOne(text, tongue.me.departments, tongue),
};
