import { Percent } from "lucide-react";
import type { FieldKind } from "../kind.ts";
import { decimal, PERCENT_FACE } from "../parts/decimal.tsx";

export const percent: FieldKind = {
  ...decimal(PERCENT_FACE),
  name: "percent",
  Icon: Percent,
  width: 100,
};
