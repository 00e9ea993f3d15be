import { Hash } from "lucide-react";
import type { FieldKind } from "../kind.ts";
import { decimal, NUMBER_FACE } from "../parts/decimal.tsx";

export const number: FieldKind = {
  ...decimal(NUMBER_FACE),
  name: "number",
  Icon: Hash,
  width: 110,
};
