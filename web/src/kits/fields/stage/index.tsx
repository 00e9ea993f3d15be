import { Milestone } from "lucide-react";
import { lazy } from "react";
import { asText } from "@/model/values.ts";
import type { FieldKind } from "../kind.ts";
import { ChoiceCell, labelOf, parseChoice } from "../parts/options.tsx";

/** Drawn and picked like a choice; where it may go the server says when it is saved. */
export const stage: FieldKind = {
  name: "stage",
  Icon: Milestone,
  width: 120,
  align: "start",
  mode: "popup",
  Cell: ChoiceCell,
  Editor: lazy(() =>
    import("../parts/OptionsEditor.tsx").then((m) => ({ default: m.ChoiceEditor })),
  ),
  format: (value, field) => labelOf(field, asText(value)),
  parse: parseChoice,
};
