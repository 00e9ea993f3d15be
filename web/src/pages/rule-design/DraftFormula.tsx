import { useQuery } from "@tanstack/react-query";
import { labelsQuery } from "@/data/formulas.ts";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import type { Path } from "@/model/design.ts";
import { seated, seatOf } from "@/model/rule-design.ts";
import { useRuleDesigning } from "./context.ts";

interface Props {
  /** Where it is kept in the rule. */
  path: Path;
  /** Where it stands, if that is said by another place. */
  at?: Path;
  value: string;
  label: string;
  onChange: (text: string) => void;
}

/** An expression of the draft: the names it may use are those its own place sees. */
export function DraftFormula({ path, at, value, label, onChange }: Props) {
  const { rule, data, app } = useRuleDesigning();
  const draft = { rule, data: seated(data, path), place: seatOf(at ?? path) };
  return (
    <ConditionFormula
      form={app}
      site={{ draft }}
      formula={value}
      label={label}
      onChange={onChange}
    />
  );
}

/** An expression as people read it; as it is written where it is not right yet. */
export function InLabels({ path, text }: { path: Path; text: string }) {
  const { rule, data } = useRuleDesigning();
  const found = useQuery({
    ...labelsQuery({ rule, data, place: seatOf(path) }, text),
    enabled: text !== "",
  });
  return <>{found.data?.labels || text}</>;
}
