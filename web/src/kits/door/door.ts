/** Opening and making records from anywhere; the door itself stands in kits/record. */
import { createContext, use } from "react";
import type { LinkValue, Values } from "@/model/api.ts";

export interface Door {
  open: (form: string, id: string) => void;
  /** Null when the person thinks better of it. */
  create: (form: string, given?: Values) => Promise<LinkValue | null>;
}

export const DoorContext = createContext<Door>({
  open: () => {},
  create: () => Promise.resolve(null),
});
export const useDoor = (): Door => use(DoorContext);
