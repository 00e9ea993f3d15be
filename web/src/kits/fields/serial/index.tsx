import { Hash } from "lucide-react";
import type { FieldKind } from "../kind.ts";
import { textual } from "../parts/textual.tsx";

export const serial: FieldKind = {
  ...textual,
  name: "serial",
  Icon: Hash,
  width: 160,
  mode: "none",
};
