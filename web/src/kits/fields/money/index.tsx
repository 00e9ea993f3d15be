import { CircleDollarSign } from "lucide-react";
import type { FieldKind } from "../kind.ts";
import { decimal, MONEY_FACE } from "../parts/decimal.tsx";

export const money: FieldKind = {
  ...decimal(MONEY_FACE),
  name: "money",
  Icon: CircleDollarSign,
  width: 140,
};
