import { Type } from "lucide-react";
import type { FieldKind } from "../kind.ts";
import { textual } from "../parts/textual.tsx";

export const text: FieldKind = { ...textual, name: "text", Icon: Type, width: 160 };
