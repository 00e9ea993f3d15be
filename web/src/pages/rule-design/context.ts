import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { formQuery } from "@/data/forms.ts";
import type { FieldView } from "@/model/api.ts";
import type { Data, DesignLine, Path, Plain } from "@/model/design.ts";
import type { Organisation } from "@/model/people.ts";
import { formName } from "@/model/rule-design.ts";

export interface RuleDesigning {
  app: string;
  /** `crm.order_approved` */
  rule: string;
  data: Data;
  change: (next: Data) => void;
  organisation: Organisation;
  /** Every form there is. */
  forms: readonly DesignLine[];
}

export const RuleContext = createContext<RuleDesigning | null>(null);

/** What the cards and the panels share. */
export function useRuleDesigning(): RuleDesigning {
  const found = useContext(RuleContext);
  if (!found) throw new Error("outside of a designer");
  return found;
}

/** What every part of a step's panel is given. */
export interface StepProps {
  path: Path;
  /** What stands behind the verb. */
  body: Data;
  /** A setting behind the verb; undefined takes it away. */
  set: (key: string, value: Plain | undefined) => void;
}

const NONE: FieldView[] = [];

/** The fields of a form as a file of this app writes its name; none while they come. */
export function useFields(written: Plain | undefined): FieldView[] {
  const { app, forms } = useRuleDesigning();
  const name = formName(app, written);
  const known = forms.some((one) => one.name === name);
  return useQuery({ ...formQuery(name), enabled: known }).data?.fields ?? NONE;
}

/** What a form is called. */
export function useFormLabel(): (written: Plain | undefined) => string {
  const { app, forms } = useRuleDesigning();
  return (written) => {
    const name = formName(app, written);
    return forms.find((one) => one.name === name)?.label ?? name;
  };
}
