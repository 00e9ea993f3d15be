import { createContext, useContext } from "react";
import type { FormView } from "@/model/api.ts";
import type { Data, Path, Plain } from "@/model/design.ts";
import type { Organisation } from "@/model/people.ts";

export interface StageDesigning {
  form: FormView;
  organisation: Organisation;
  /** The field that is the pipeline. */
  field: string;
  data: Data;
  change: (next: Data) => void;
}

export const StageContext = createContext<StageDesigning | null>(null);

/** What the columns and the panels share. */
export function useStageDesigning(): StageDesigning {
  const found = useContext(StageContext);
  if (!found) throw new Error("outside of a designer");
  return found;
}

/** What a part of a panel is given: where it stands, and how to change what is there. */
export interface PartProps {
  path: Path;
  data: Data;
  set: (key: string, value: Plain | undefined) => void;
}
