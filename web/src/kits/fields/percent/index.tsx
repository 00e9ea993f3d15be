import { Percent } from "lucide-react";
import { lazy } from "react";
import type { FieldKind } from "../kind.ts";
import { decimal, PERCENT_FACE } from "../parts/decimal.tsx";

const Editor = lazy(() =>
  import("../parts/DecimalEditors.tsx").then((m) => ({ default: m.PercentEditor })),
);

export const percent: FieldKind = {
  ...decimal(PERCENT_FACE, Editor),
  name: "percent",
  Icon: Percent,
  width: 100,
};
