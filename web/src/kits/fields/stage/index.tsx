import { Milestone } from "lucide-react";
import { choice } from "../choice/index.tsx";
import type { FieldKind } from "../kind.ts";

/** Drawn and picked like a choice; where it may go the server says when it is saved. */
export const stage: FieldKind = { ...choice, name: "stage", Icon: Milestone, many: undefined };
