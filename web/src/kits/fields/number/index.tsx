import { Hash } from "lucide-react";
import { lazy } from "react";
import type { FieldKind } from "../kind.ts";
import { decimal, NUMBER_FACE } from "../parts/decimal.tsx";

const Editor = lazy(() =>
  import("../parts/DecimalEditors.tsx").then((m) => ({ default: m.NumberEditor })),
);

export const number: FieldKind = {
  ...decimal(NUMBER_FACE, Editor),
  name: "number",
  Icon: Hash,
  width: 110,
};
