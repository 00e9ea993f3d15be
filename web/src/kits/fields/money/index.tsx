import { CircleDollarSign } from "lucide-react";
import { lazy } from "react";
import type { FieldKind } from "../kind.ts";
import { decimal, MONEY_FACE } from "../parts/decimal.tsx";

const Editor = lazy(() =>
  import("../parts/DecimalEditors.tsx").then((m) => ({ default: m.MoneyEditor })),
);

export const money: FieldKind = {
  ...decimal(MONEY_FACE, Editor),
  name: "money",
  Icon: CircleDollarSign,
  width: 140,
};
