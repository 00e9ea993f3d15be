import { SquareFunction } from "lucide-react";
import type { FieldKind } from "../kind.ts";
import { computed } from "../parts/computed.tsx";

export const formula: FieldKind = { ...computed, name: "formula", Icon: SquareFunction };
