import { useNavigate } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { DesignShell, useChecked } from "@/kits/design/DesignShell.tsx";
import { useDraft } from "@/kits/design/useDraft.ts";
import { at, type Design, type DesignLine, mapOf, pathOf } from "@/model/design.ts";
import type { Organisation } from "@/model/people.ts";
import { formName, placeOf } from "@/model/rule-design.ts";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay } from "@/words/t.ts";
import { RuleContext } from "./context.ts";
import { Panel } from "./Panel.tsx";
import { Recipe } from "./Recipe.tsx";
import { RunsPanel } from "./RunsPanel.tsx";
import { TryDialog } from "./TryDialog.tsx";

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
  const say = useSay();
  const narrow = useNarrow();
  const draft = useDraft(design.data);
  const [chosen, setChosen] = useState<string | null>(null);
  const [removing, setRemoving] = useState(false);
  const [side, setSide] = useState<"panel" | "runs">("panel");
  const [trying, setTrying] = useState(false);
  const [done, setDone] = useState<"published" | "gone" | "">("");
  const navigate = useNavigate();
  const { data, change } = draft;
  const choose = (place: string | null) => {
    setSide("panel");
    setChosen(place);
  };
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
        onTry={() => setTrying(true)}
        tools={
          design.version > 0 ? (
            <button
              type="button"
              className="button"
              aria-label={say("rule-design.runs")}
              aria-pressed={side === "runs"}
              onClick={() => setSide(side === "runs" ? "panel" : "runs")}
            >
              <ScrollText size={16} aria-hidden />
              <span className="wide-only">{say("rule-design.runs")}</span>
            </button>
          ) : null
        }
        onShow={(one) => choose(placeOf(data, one.place))}
        onDone={(what) => {
          setRemoving(false);
          setDone(what);
        }}
      >
        <div className="design-body">
          <Recipe chosen={chosen ?? ""} marks={marks} onChoose={(place) => choose(place || null)} />
          {side === "runs" ? (
            <RunsPanel onClose={() => setSide("panel")} />
          ) : chosen !== null || !narrow ? (
            <Panel
              chosen={chosen ?? ""}
              problems={problems}
              onChoose={(place) => choose(place || null)}
              onRemove={design.version > 0 ? () => setRemoving(true) : null}
            />
          ) : null}
        </div>
      </DesignShell>
      {trying ? <TryDialog onClose={() => setTrying(false)} /> : null}
    </RuleContext>
  );
}
