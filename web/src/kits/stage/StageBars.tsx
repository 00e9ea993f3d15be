import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { stagesQuery } from "@/data/stages.ts";
import type { FormView, RecordData } from "@/model/api.ts";
import { type StageBar, tasksOf } from "@/model/stages.ts";
import { Bone } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import { MovePanel } from "./MovePanel.tsx";
import { StageTasks } from "./StageTasks.tsx";
import { StageWay } from "./StageWay.tsx";
import "./stage.css";

interface Props {
  form: FormView;
  record: RecordData;
  /** Something is entered and not saved: that comes first. */
  touched: boolean;
}

/** Where the record stands, how long it took, what is to be done there and where it may go. */
export function StageBars({ form, record, touched }: Props) {
  const bars = useQuery(stagesQuery(form.form, record.id));
  if (bars.error && !bars.data)
    return <FaultPanel error={bars.error} onRetry={() => void bars.refetch()} />;
  if (!bars.data)
    return (
      <div className="stage-bar">
        <Bone height={40} />
      </div>
    );
  return bars.data.map((bar) => (
    <OneBar key={bar.field} bar={bar} form={form} record={record} touched={touched} />
  ));
}

function OneBar({ bar, form, record, touched }: Props & { bar: StageBar }) {
  const say = useSay();
  const [to, setTo] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const spot =
    bar.stages.find((one) => one.key === (shown ?? bar.value)) ??
    bar.stages.find((one) => one.state === "now");
  const last = bar.visits.at(-1);
  const tasks = spot ? tasksOf(spot) : [];
  return (
    <section className="stage-bar" aria-label={bar.label}>
      <StageWay
        bar={bar}
        stalled={record.values[`${bar.field}_stalled`] === true}
        picked={spot?.key ?? ""}
        onPick={(key) => {
          if (bar.targets.some((one) => one.key === key)) setTo(key);
          else setShown(key === bar.value ? null : key);
        }}
        held={touched}
      />
      {touched && bar.targets.length > 0 ? (
        <p className="stage-note">{say("stage.saveFirst")}</p>
      ) : null}
      {last?.reason ? (
        <p className="stage-note">{say("stage.because", { who: last.by, why: last.reason })}</p>
      ) : null}
      {tasks.length > 0 && spot ? (
        <StageTasks spot={spot} tasks={tasks} form={form} record={record} />
      ) : null}
      {to ? (
        <MovePanel
          form={form}
          id={record.id}
          field={bar.field}
          to={to}
          onDone={() => {
            setTo(null);
            setShown(null);
          }}
          onClose={() => setTo(null)}
        />
      ) : null}
    </section>
  );
}
