import { useEffect, useRef, useState } from "react";
import type { Site } from "@/model/formulas.ts";
import { useSay } from "@/words/t.ts";
import { FormulaEditor } from "./FormulaEditor.tsx";

const SITE: Site = { want: "boolean" };
const ANY: Site = {};

interface Props {
  form: string;
  /** In keys, as it is asked and kept. */
  formula: string;
  onChange: (formula: string) => void;
  /** Any value, not only yes or no. */
  any?: boolean;
  label?: string;
  /** Where it stands, if not at a record of the form. */
  site?: Site;
}

/** A condition written as a formula: asked with as soon as it is right; until then the last right one holds. */
export function ConditionFormula({ form, formula, onChange, any, label, site }: Props) {
  const say = useSay();
  const [text, setText] = useState(formula);
  const told = useRef(formula);
  const fresh = useRef(true);
  // Another formula from outside takes the place of this one.
  useEffect(() => {
    if (told.current === formula) return;
    told.current = formula;
    fresh.current = true;
    setText(formula);
  }, [formula]);
  const tell = (next: string) => {
    if (next === told.current) return;
    told.current = next;
    onChange(next);
  };
  return (
    <div className="grow condition-editor">
      <FormulaEditor
        form={form}
        site={site ?? (any ? ANY : SITE)}
        value={text}
        label={label ?? say("formula.condition")}
        optional
        onChange={setText}
        onJudged={(judged, of) => {
          if (!of.trim()) return tell("");
          if (!judged?.ok) return;
          if (fresh.current && of === formula) setText(judged.labels);
          fresh.current = false;
          tell(judged.keys);
        }}
      />
    </div>
  );
}
