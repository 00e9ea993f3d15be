import { Sigma } from "lucide-react";
import type { FieldKind } from "../kind.ts";
import { computed } from "../parts/computed.tsx";

export const rollup: FieldKind = { ...computed, name: "rollup", Icon: Sigma };
