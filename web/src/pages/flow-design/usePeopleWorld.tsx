import type { PeopleWorld } from "@/kits/design/PeopleList.tsx";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import { spoken, textOf } from "@/model/design.ts";
import { isHuman, kindOf, PEOPLE } from "@/model/flow-design.ts";
import { useLanguage } from "@/words/t.ts";
import { useDesigning } from "./context.ts";

/** Every rule of people there is in a flow; its expressions stand at the record. */
export function usePeopleWorld(): PeopleWorld {
  const language = useLanguage();
  const { organisation, nodes, form } = useDesigning();
  return {
    kinds: PEOPLE,
    organisation,
    nodes: nodes
      .filter(([, one]) => isHuman(kindOf(one)))
      .map(([, one]) => ({
        value: textOf(one.node),
        label: spoken(one.label, language) || textOf(one.node),
      })),
    formula: ({ value, label, onChange }) => (
      <ConditionFormula any form={form.form} formula={value} label={label} onChange={onChange} />
    ),
  };
}
