import { CircleAlert } from "lucide-react";
import { type RefObject, useCallback, useEffect } from "react";
import type { FormView, Problem } from "@/model/api.ts";
import { readPlace } from "@/model/problems.ts";
import { fieldOf } from "@/model/values.ts";
import { useSay } from "@/words/t.ts";

interface PanelProps {
  form: FormView;
  problems: readonly Problem[];
  box: RefObject<HTMLElement | null>;
  attempt: number;
}

/** What keeps the record from being saved; the first place gets the focus, the others are a click away. */
export function ProblemsPanel({ form, problems, box, attempt }: PanelProps) {
  const say = useSay();
  const goTo = useCallback(
    (problem: Problem | undefined) => {
      const { field } = readPlace(problem?.place ?? "");
      const row = box.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`);
      row?.scrollIntoView({ block: "center" });
      const own = row?.querySelector<HTMLElement>("[contenteditable='true']");
      const place = own ?? row?.querySelector<HTMLElement>("input, textarea, [tabindex], button");
      place?.focus({ preventScroll: true });
    },
    [box],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per attempt, not at every key stroke after it
  useEffect(() => {
    if (attempt) goTo(problems[0]);
  }, [attempt, goTo]);
  if (problems.length === 0) return null;
  const nameOf = (problem: Problem) => {
    const { field, line, column } = readPlace(problem.place);
    const own = fieldOf(form, field);
    const part = own?.fields?.find((one) => one.key === column);
    const parts = [own?.label, line === null ? "" : say("paste.row", { n: line + 1 }), part?.label];
    return parts.filter(Boolean).join(" ");
  };
  return (
    <section
      className="problems"
      role="alert"
      aria-label={say("record.problems", { n: problems.length })}
    >
      <strong className="row-flex">
        <CircleAlert size={16} />
        {say("record.problems", { n: problems.length })}
      </strong>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.place} ${problem.code}`}>
            <button type="button" onClick={() => goTo(problem)}>
              {nameOf(problem) ? <strong>{nameOf(problem)}</strong> : null} {problem.message}
              {problem.hint ? <span className="quiet"> {problem.hint}</span> : null}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
