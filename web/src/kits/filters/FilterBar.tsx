import { Filter, X } from "lucide-react";
import { lazy } from "react";
import type { FormView, Where } from "@/model/api.ts";
import { sayFormula } from "@/model/formula.ts";
import { countTests, isTest, made, replaced, rootOf, tidy } from "@/model/where.ts";
import { ToolPopover } from "@/ui/ToolPopover.tsx";
import { useSay } from "@/words/t.ts";
import "./filters.css";
import { useSayTest } from "./useSayTest.ts";

const ConditionEditor = lazy(() =>
  import("./ConditionEditor.tsx").then((m) => ({ default: m.ConditionEditor })),
);

interface BarProps {
  form: FormView;
  where: Where | null;
  open: boolean;
  onOpen: (open: boolean) => void;
  onChange: (where: Where | null) => void;
}

export function FilterButton({ form, where, open, onOpen, onChange }: BarProps) {
  const say = useSay();
  const count = countTests(tidy(where));
  return (
    <ToolPopover
      open={open}
      onOpen={onOpen}
      on={count > 0}
      label={say("filter.title")}
      button={
        <>
          <Filter size={15} />
          <span>{count ? say("filter.count", { n: count }) : say("filter.title")}</span>
        </>
      }
    >
      <ConditionEditor form={form} where={where} onChange={onChange} onDone={() => onOpen(false)} />
    </ToolPopover>
  );
}

/** What the list is narrowed to, in words; each part can be taken out. */
export function FilterChips({ form, where, onOpen, onChange }: Omit<BarProps, "open">) {
  const say = useSay();
  const sayTest = useSayTest(form);
  const root = rootOf(where);
  if (!tidy(where)) return null;
  const drop = (at: number) =>
    onChange(tidy(replaced(made(root.joint, root.children), [at], null)));
  return (
    <div className="filter-chips" role="group" aria-label={say("filter.title")}>
      {root.children.map((child, at) => (
        <span key={at} className="filter-chip">
          {at ? (
            <span className="quiet">{say(root.joint === "all" ? "filter.and" : "filter.or")}</span>
          ) : null}
          <button
            type="button"
            className="filter-chip-text"
            title={"formula" in child ? sayFormula(child.formula, form) : undefined}
            onClick={() => onOpen(true)}
          >
            {isTest(child)
              ? sayTest(child)
              : "formula" in child
                ? sayFormula(child.formula, form)
                : say("filter.nested", { n: countTests(child) })}
          </button>
          <button
            type="button"
            className="filter-chip-x"
            aria-label={say("filter.drop")}
            onClick={() => drop(at)}
          >
            <X size={12} />
          </button>
        </span>
      ))}
      <button type="button" className="plain-button" onClick={() => onChange(null)}>
        {say("filter.clear")}
      </button>
    </div>
  );
}
