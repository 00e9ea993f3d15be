import { CircleDot } from "lucide-react";
import { lazy } from "react";
import { asText } from "@/model/values.ts";
import type { FieldKind } from "../kind.ts";
import { ChoiceCell, labelOf, parseChoice } from "../parts/options.tsx";

export const choice: FieldKind = {
  name: "choice",
  Icon: CircleDot,
  width: 120,
  align: "start",
  mode: "popup",
  many: "choices",
  Cell: ChoiceCell,
  Editor: lazy(() =>
    import("../parts/OptionsEditor.tsx").then((m) => ({ default: m.ChoiceEditor })),
  ),
  format: (value, field) => labelOf(field, asText(value)),
  parse: parseChoice,
};
