import { ListChecks } from "lucide-react";
import { lazy } from "react";
import { asTexts } from "@/model/values.ts";
import type { FieldKind } from "../kind.ts";
import { ChoicesCell, labelOf, parseChoices } from "../parts/options.tsx";

export const choices: FieldKind = {
  name: "choices",
  Icon: ListChecks,
  width: 180,
  align: "start",
  mode: "popup",
  many: "choices",
  Cell: ChoicesCell,
  Editor: lazy(() =>
    import("../parts/OptionsEditor.tsx").then((m) => ({ default: m.ChoicesEditor })),
  ),
  format: (value, field) =>
    asTexts(value)
      .map((key) => labelOf(field, key))
      .join(", "),
  parse: parseChoices,
};
