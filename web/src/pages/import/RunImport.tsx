import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { type ImportAsk, startImport } from "@/data/sheets.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { useGo } from "@/kits/go.ts";
import { JobView } from "@/kits/sheets/JobView.tsx";
import type { FormView } from "@/model/api.ts";
import { Bone } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";

interface RunProps {
  form: FormView;
  ask: ImportAsk;
  onBack: () => void;
}

/** First without writing; with the answer on the screen one decides, then for real. */
export function RunImport({ form, ask, onBack }: RunProps) {
  const say = useSay();
  const go = useGo();
  const tell = useTell();
  const client = useQueryClient();
  const [dry, setDry] = useState<string | null>(null);
  const [run, setRun] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let gone = false;
    startImport(form.form, { ...ask, dry: true }).then(
      ({ job }) => !gone && setDry(job),
      (fault) => !gone && setError(fault),
    );
    return () => {
      gone = true;
    };
  }, [form.form, ask]);
  const start = () =>
    startImport(form.form, { ...ask, dry: false }).then(({ job }) => setRun(job), tell.fail);
  const look = () => {
    void client.invalidateQueries({ queryKey: ["rows", form.form] });
    go.form(form.form);
  };
  if (error) return <FaultPanel error={error} onRetry={onBack} />;
  return (
    <div className="wizard-card">
      {run ? (
        <JobView key={run} id={run} dry={false}>
          {() => (
            <div className="wizard-foot">
              <Button type="primary" onClick={look}>
                {say("import.look", { form: form.label })}
              </Button>
            </div>
          )}
        </JobView>
      ) : dry ? (
        <JobView key={dry} id={dry} dry>
          {(job) => {
            const bad = job.result?.bad ?? 0;
            const good = (job.result?.added ?? 0) + (job.result?.updated ?? 0);
            const may = job.state === "done" && good > 0 && (bad === 0 || ask.on_bad === "skip");
            return (
              <div className="wizard-foot">
                {bad > 0 && ask.on_bad !== "skip" ? (
                  <p className="grow quiet">{say("import.refused")}</p>
                ) : null}
                <Button onClick={onBack}>{say("import.change")}</Button>
                <Button type="primary" disabled={!may} onClick={() => void start()}>
                  {say("import.start", { n: good })}
                </Button>
              </div>
            );
          }}
        </JobView>
      ) : (
        <Bone height={60} />
      )}
    </div>
  );
}
