import { createContext, useContext } from "react";
import type { FormView } from "@/model/api.ts";
import type { Data, Path, Plain } from "@/model/design.ts";
import type { Organisation } from "@/model/people.ts";

export interface Designing {
  form: FormView;
  organisation: Organisation;
  /** `crm.quotation_approval` */
  flow: string;
  data: Data;
  change: (next: Data) => void;
  nodes: [Path, Data][];
}

export const DesignContext = createContext<Designing | null>(null);

/** What the canvas and the panels share. */
export function useDesigning(): Designing {
  const found = useContext(DesignContext);
  if (!found) throw new Error("outside of a designer");
  return found;
}

/** What every part of a node's panel is given. */
export interface NodeProps {
  path: Path;
  node: Data;
  /** A setting of the node; undefined takes it away. */
  set: (key: string, value: Plain | undefined) => void;
}
