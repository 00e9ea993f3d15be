import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { DesignShell, useChecked } from "@/kits/design/DesignShell.tsx";
import { useDraft } from "@/kits/design/useDraft.ts";
import { at, type Design, type DesignLine, mapOf, pathOf } from "@/model/design.ts";
import type { Organisation } from "@/model/people.ts";
import { formName, placeOf } from "@/model/rule-design.ts";
import { useNarrow } from "@/ui/useNarrow.ts";
import { RuleContext } from "./context.ts";
import { Panel } from "./Panel.tsx";
import { Recipe } from "./Recipe.tsx";

/** The recipe, the panel of what is chosen, and the way to publishing. */
export function RuleDesigner({
  design,
  forms,
  organisation,
}: {
  design: Design;
  forms: readonly DesignLine[];
  organisation: Organisation;
}) {
  const narrow = useNarrow();
  const draft = useDraft(design.data);
  const [chosen, setChosen] = useState<string | null>(null);
  const [removing, setRemoving] = useState(false);
  const [done, setDone] = useState<"published" | "gone" | "">("");
  const navigate = useNavigate();
  const { data, change } = draft;
  const app = design.name.split(".")[0] ?? "";
  useEffect(() => {
    if (done === "gone") void navigate({ to: "/design/rules" });
    if (done === "published")
      void navigate({
        to: "/design/rules/$rule",
        params: { rule: design.name },
        search: {},
        replace: true,
      });
    setDone("");
  }, [done, design.name, navigate]);
  const checked = useChecked("rules", design, draft);
  const { problems } = checked;
  const marks = useMemo(
    () => new Set(problems.map((one) => placeOf(data, one.place)).filter(Boolean)),
    [problems, data],
  );
  // What is chosen may have gone.
  useEffect(() => {
    if (chosen && at(data, pathOf(chosen)) === undefined) setChosen(null);
  }, [chosen, data]);
  const name = formName(app, mapOf(data.when).form);
  const form = forms.find((one) => one.name === name);
  return (
    <RuleContext value={{ app, rule: design.name, data, change, organisation, forms }}>
      <DesignShell
        room="rules"
        design={design}
        draft={draft}
        checked={checked}
        home="/design/rules"
        form={form ? { form: form.name, label: form.label } : null}
        removing={removing}
        onRemoving={setRemoving}
        onShow={(one) => setChosen(placeOf(data, one.place))}
        onDone={(what) => {
          setRemoving(false);
          setDone(what);
        }}
      >
        <div className="design-body">
          <Recipe
            chosen={chosen ?? ""}
            marks={marks}
            onChoose={(place) => setChosen(place || null)}
          />
          {chosen !== null || !narrow ? (
            <Panel
              chosen={chosen ?? ""}
              problems={problems}
              onChoose={(place) => setChosen(place || null)}
              onRemove={design.version > 0 ? () => setRemoving(true) : null}
            />
          ) : null}
        </div>
      </DesignShell>
    </RuleContext>
  );
}
