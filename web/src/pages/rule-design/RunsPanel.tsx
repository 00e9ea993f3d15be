import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { ChevronDown, ChevronRight, X } from "lucide-react";
import { useState } from "react";
import { runQuery, runsQuery, useAgain, useCancelRun } from "@/data/automations.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { RUN_STATES, type Run, type RunState } from "@/model/automations.ts";
import { Bone, StatusTag, type Tint } from "@/ui/bits.tsx";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { useRuleDesigning } from "./context.ts";
import { Effects } from "./Effects.tsx";

const TINTS: Record<RunState, Tint> = {
  queued: "blue",
  running: "blue",
  waiting: "cyan",
  done: "green",
  failed: "red",
  skipped: "gray",
  cancelled: "gray",
};

/** What the rule did, the newest first: each run with its steps, and what may be done with it. */
export function RunsPanel({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const { rule } = useRuleDesigning();
  const [state, setState] = useState("");
  const [open, setOpen] = useState(0);
  const query = useInfiniteQuery(runsQuery(rule, state));
  const runs = query.data?.pages.flatMap((page) => page.runs);
  return (
    <aside className="design-panel" aria-label={say("rule-design.runs")}>
      <button
        type="button"
        className="icon-button design-panel-close"
        aria-label={say("close")}
        onClick={onClose}
      >
        <X size={16} />
      </button>
      <header>
        <h2>{say("rule-design.runs")}</h2>
      </header>
      <div className="design-panel-body">
        <Select
          aria-label={say("rule-design.stateFilter")}
          value={state}
          onChange={setState}
          options={[
            { value: "", label: say("rule-design.anyState") },
            ...RUN_STATES.map((one) => ({
              value: one as string,
              label: say(`design.run.${one}` as Word),
            })),
          ]}
        />
        {query.error ? (
          <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
        ) : !runs ? (
          <>
            <Bone height={40} />
            <Bone height={40} />
          </>
        ) : runs.length === 0 ? (
          <p className="quiet">{say("rule-design.noRuns")}</p>
        ) : (
          <ul className="recipe-runs">
            {runs.map((one) => (
              <li key={one.id}>
                <RunLine
                  run={one}
                  open={open === one.id}
                  onOpen={() => setOpen(open === one.id ? 0 : one.id)}
                />
              </li>
            ))}
          </ul>
        )}
        {query.hasNextPage ? (
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {say("more")}
          </Button>
        ) : null}
      </div>
    </aside>
  );
}

function RunLine({ run, open, onOpen }: { run: Run; open: boolean; onOpen: () => void }) {
  const say = useSay();
  const language = useLanguage();
  const when = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", {
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return (
    <>
      <button type="button" className="recipe-run" aria-expanded={open} onClick={onOpen}>
        {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
        <span className="num">{when.format(new Date(run.at))}</span>
        <StatusTag tint={TINTS[run.state]}>{say(`design.run.${run.state}` as Word)}</StatusTag>
        <span className="quiet cut grow">
          {[run.by, run.records > 1 ? say("rule-design.records", { n: run.records }) : ""]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </button>
      {open ? <RunBody run={run} /> : null}
    </>
  );
}

function RunBody({ run }: { run: Run }) {
  const say = useSay();
  const tell = useTell();
  const whole = useQuery(runQuery(run.id));
  const again = useAgain();
  const cancel = useCancelRun();
  const broken = run.state === "failed" || run.state === "cancelled";
  return (
    <div className="recipe-run-body">
      {run.form && run.record ? (
        <Link to="/f/$form/r/$id" params={{ form: run.form, id: run.record }}>
          {say("rule-design.openRecord")}
        </Link>
      ) : null}
      {run.reason ? (
        <p className={run.state === "failed" ? "bad-text" : "quiet"}>
          {[run.reason.message, ...run.reason.problems.map((one) => one.message)].join(" ")}
        </p>
      ) : null}
      {run.attempts > 1 ? (
        <p className="quiet">{say("rule-design.attempts", { n: run.attempts })}</p>
      ) : null}
      {whole.error ? <FaultPanel error={whole.error} /> : null}
      {whole.data ? (
        <ol>
          {whole.data.steps.map((one) => (
            <li key={one.step}>
              {one.verb === "all" ? null : (
                <h3>
                  {one.step + 1}. {say(`rule-design.verb.${one.verb}` as Word)}
                </h3>
              )}
              <Effects effects={one.effects} linked />
            </li>
          ))}
        </ol>
      ) : whole.error ? null : (
        <Bone height={32} />
      )}
      {broken && run.timing === "after" ? (
        <div className="recipe-run-acts">
          <Button
            loading={again.isPending}
            onClick={() => again.mutate({ id: run.id, from: "failed" }, { onError: tell.fail })}
          >
            {say("rule-design.againFailed")}
          </Button>
          <Button
            loading={again.isPending}
            onClick={() => again.mutate({ id: run.id, from: "start" }, { onError: tell.fail })}
          >
            {say("rule-design.againStart")}
          </Button>
        </div>
      ) : null}
      {run.state === "queued" || run.state === "waiting" ? (
        <div className="recipe-run-acts">
          <Button
            danger
            loading={cancel.isPending}
            onClick={() => cancel.mutate(run.id, { onError: tell.fail })}
          >
            {say("rule-design.cancelRun")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
