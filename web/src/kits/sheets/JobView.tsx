import { useQuery } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { CircleAlert, CircleCheck, Download } from "lucide-react";
import type { ReactNode } from "react";
import { jobQuery, stopJob } from "@/data/sheets.ts";
import type { Job } from "@/model/api.ts";
import { Bone } from "@/ui/bits.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import { useTell } from "../faults/useTell.ts";
import "./sheets.css";

type Result = NonNullable<Job["result"]>;

function Problems({ problems }: { problems: Result["problems"] }) {
  const say = useSay();
  if (problems.length === 0) return null;
  return (
    <div className="sheet-scroll">
      <table className="sheet-table">
        <thead>
          <tr>
            <th>{say("job.row")}</th>
            <th>{say("job.column")}</th>
            <th>{say("job.problem")}</th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => (
            <tr key={`${problem.sheet} ${problem.row} ${problem.column} ${problem.message}`}>
              <td className="num">{problem.row}</td>
              <td className="sheet-column">{problem.column}</td>
              <td>{problem.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What can come of a sheet; only what did is told. */
const PARTS: readonly ["added" | "updated" | "skipped" | "bad", Word][] = [
  ["added", "job.added"],
  ["updated", "job.updated"],
  ["skipped", "job.skipped"],
  ["bad", "job.bad"],
];

function Outcome({ job, result, dry }: { job: Job; result: Result; dry: boolean }) {
  const say = useSay();
  const good = job.state === "done" && result.bad === 0;
  const said = PARTS.filter(([part]) => result[part] > 0).map(([part, word]) =>
    say(word, { n: result[part] }),
  );
  return (
    <>
      <div className="job-head" data-good={good}>
        {good ? <CircleCheck size={20} /> : <CircleAlert size={20} />}
        <strong>
          {[say(dry ? "job.dry" : "job.done"), said.join(say("job.comma"))]
            .filter(Boolean)
            .join(say("job.colon"))}
        </strong>
        <span className="spacer" />
        {result.report ? (
          <Button size="small" icon={<Download size={14} />} href={result.report}>
            {say("job.report")}
          </Button>
        ) : null}
      </div>
      <Problems problems={result.problems} />
    </>
  );
}

/** Long work: how far it is, a way to stop it, what came of it. */
export function JobView({
  id,
  dry,
  children,
}: {
  id: string;
  dry: boolean;
  children?: (job: Job) => ReactNode;
}) {
  const say = useSay();
  const tell = useTell();
  const { data: job, error, refetch } = useQuery(jobQuery(id));
  if (error) return <FaultPanel error={error} onRetry={() => void refetch()} />;
  if (!job) return <Bone height={60} />;
  const over = job.state === "done" || job.state === "failed" || job.state === "stopped";
  return (
    <div className="job">
      {over ? null : (
        <div className="job-run" aria-live="polite">
          <span>
            {say(dry ? "job.checking" : "job.running", { done: job.done, total: job.total })}
          </span>
          <Progress
            percent={job.total ? Math.floor((job.done * 100) / job.total) : 0}
            showInfo={false}
            aria-label={say("job.progress")}
          />
          <Button size="small" onClick={() => void stopJob(id).catch(tell.fail)}>
            {say("job.stop")}
          </Button>
        </div>
      )}
      {over && job.result ? <Outcome job={job} result={job.result} dry={dry} /> : null}
      {over && !job.result ? (
        <p role="alert">
          {say(job.state === "stopped" ? "job.stopped" : "job.failed")} {job.error?.message}
        </p>
      ) : null}
      {over ? children?.(job) : null}
    </div>
  );
}
