import { useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useForm } from "@/data/forms.ts";
import type { ImportAsk } from "@/data/sheets.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useGo } from "@/kits/go.ts";
import { ListBones } from "@/kits/list/ListBones.tsx";
import { DropSheet } from "@/kits/sheets/DropSheet.tsx";
import { Steps } from "@/kits/sheets/Steps.tsx";
import "@/kits/sheets/sheets.css";
import type { FormView, SheetFile } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";
import { MapColumns } from "./MapColumns.tsx";
import { RunImport } from "./RunImport.tsx";

type Stage =
  | { at: "file" }
  | { at: "map"; file: SheetFile; name: string }
  | { at: "run"; file: SheetFile; name: string; ask: ImportAsk };

const STAGES: Stage["at"][] = ["file", "map", "run"];

/** From an Excel file to records: file, columns, a dry run that says what is wrong, the run itself. */
function Import({ form }: { form: FormView }) {
  const say = useSay();
  const go = useGo();
  const [stage, setStage] = useState<Stage>({ at: "file" });
  return (
    <div className="wizard">
      <header>
        <button
          type="button"
          className="icon-button"
          aria-label={say("back")}
          onClick={() => go.form(form.form)}
        >
          <ArrowLeft size={18} />
        </button>
        <h1>{say("import.into", { form: form.label })}</h1>
      </header>
      <Steps
        at={STAGES.indexOf(stage.at)}
        steps={[say("import.step.file"), say("import.step.map"), say("import.step.run")]}
      />
      {stage.at === "file" ? (
        <DropSheet onRead={(file, name) => setStage({ at: "map", file, name })} />
      ) : null}
      {stage.at === "map" ? (
        <MapColumns
          form={form}
          file={stage.file}
          name={stage.name}
          onBack={() => setStage({ at: "file" })}
          onGo={(ask) => setStage({ ...stage, at: "run", ask })}
        />
      ) : null}
      {stage.at === "run" ? (
        <RunImport
          form={form}
          ask={stage.ask}
          onBack={() => setStage({ at: "map", file: stage.file, name: stage.name })}
        />
      ) : null}
    </div>
  );
}

export function ImportPage() {
  const { form = "" } = useParams({ strict: false });
  const definition = useForm(form);
  if (definition.data) return <Import form={definition.data} />;
  if (definition.error) return <FaultPanel error={definition.error} />;
  return <ListBones />;
}
