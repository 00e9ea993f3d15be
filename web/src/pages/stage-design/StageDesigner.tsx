import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { DesignShell, useChecked } from "@/kits/design/DesignShell.tsx";
import { useDraft } from "@/kits/design/useDraft.ts";
import type { FormView } from "@/model/api.ts";
import { at, type Design } from "@/model/design.ts";
import type { Organisation } from "@/model/people.ts";
import { stagePlace } from "@/model/stage-design.ts";
import { useNarrow } from "@/ui/useNarrow.ts";
import { Columns } from "./Columns.tsx";
import { StageContext } from "./context.ts";
import { Panel } from "./Panel.tsx";

/** The stages, the panel of what is chosen, and the way to publishing. */
export function StageDesigner(props: {
  design: Design;
  form: FormView;
  field: string;
  organisation: Organisation;
}) {
  const { design, form, field, organisation } = props;
  const narrow = useNarrow();
  const draft = useDraft(design.data);
  const [chosen, setChosen] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const navigate = useNavigate();
  const { data, change } = draft;
  const checked = useChecked("forms", design, draft);
  const { problems } = checked;
  // Drawn anew from what is in force now, once the draft counts as settled.
  useEffect(() => {
    if (done)
      void navigate({
        to: "/design/stages/$form/$field",
        params: { form: design.name, field },
        replace: true,
      });
    setDone(false);
  }, [done, design.name, field, navigate]);
  const marks = useMemo(
    () => new Set(problems.map((one) => stagePlace(field, one.place)).filter(Boolean)),
    [problems, field],
  );
  // What is chosen may have gone.
  useEffect(() => {
    if (chosen && at(data, ["fields", field, ...chosen.split(".")]) === undefined) setChosen(null);
  }, [chosen, data, field]);
  const label = at(data, ["fields", field, "label"]);
  return (
    <StageContext value={{ form, organisation, field, data, change }}>
      <DesignShell
        room="forms"
        design={design}
        title={label}
        draft={draft}
        checked={checked}
        home="/design/stages"
        form={form}
        removing={false}
        onRemoving={() => {}}
        onShow={(one) => setChosen(stagePlace(field, one.place))}
        onDone={() => setDone(true)}
      >
        <div className="design-body">
          <Columns
            chosen={chosen ?? ""}
            marks={marks}
            onChoose={(place) => setChosen(place || null)}
          />
          {chosen !== null || !narrow ? (
            <Panel
              chosen={chosen ?? ""}
              problems={problems}
              onChoose={(place) => setChosen(place || null)}
            />
          ) : null}
        </div>
      </DesignShell>
    </StageContext>
  );
}
