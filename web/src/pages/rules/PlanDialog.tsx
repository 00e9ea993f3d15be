import { useQuery } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { isFault } from "@/data/client.ts";
import { changeQuery, type RuleChange, useApplyRules, usePlanRules } from "@/data/formulas.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { Plan, Rules } from "@/model/formulas.ts";
import { Bone } from "@/ui/bits.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay, type Word } from "@/words/t.ts";

interface Props {
  rules: Rules;
  change: RuleChange;
  /** With a text when it was applied: the place of what was added, or "". */
  onClose: (added?: string) => void;
}

/** What a change would do, before it does it; how far it is where the tables are large. */
export function PlanDialog({ rules, change, onClose }: Props) {
  const say = useSay();
  const tell = useTell();
  const plan = usePlanRules(rules.form);
  const apply = useApplyRules(rules.form);
  const [underway, setUnderway] = useState("");
  const { mutate } = plan;
  useEffect(() => mutate(change), [change, mutate]);
  // The page may be drawn anew for the new version before this is told.
  const run = (hash: string) =>
    apply.mutateAsync({ ...change, hash }).then((done) => {
      if (done.change) return setUnderway(done.change);
      tell.good(say("rules.applied"));
      onClose(done.added[0] ?? "");
    }, tell.fail);
  const fault = isFault(plan.error) ? plan.error : null;
  const problems = fault?.problems.length ? fault.problems : (plan.data?.problems ?? []);
  const refused = Boolean(plan.error) || problems.length > 0;
  return (
    <Dialog label={say("rules.planTitle")} className="rule-plan" onClose={() => onClose()}>
      <h2>{say("rules.planTitle")}</h2>
      <div className="rule-plan-body" aria-live="polite">
        {plan.isPending ? (
          <>
            <Bone width="60%" />
            <Bone width="80%" />
          </>
        ) : null}
        {refused ? (
          <div role="alert" className="rule-refused">
            <p>
              <CircleAlert size={16} aria-hidden /> {say("rules.refused")}
            </p>
            <ul>
              {problems.length > 0 ? (
                problems.map((one) => (
                  <li key={`${one.place} ${one.message}`}>
                    {one.message} <code className="quiet">{one.place}</code>
                  </li>
                ))
              ) : (
                <li>{fault?.message || say("fault.broken")}</li>
              )}
            </ul>
          </div>
        ) : null}
        {plan.data && !refused ? <Steps plan={plan.data} /> : null}
        {underway ? <HowFar id={underway} /> : null}
      </div>
      <footer>
        <Button onClick={() => onClose()}>{say(underway || refused ? "close" : "cancel")}</Button>
        {plan.data && !refused && !underway ? (
          <Button
            type="primary"
            data-first
            loading={apply.isPending}
            disabled={!plan.data.changed}
            onClick={() => void run(plan.data.hash)}
          >
            {say("rules.apply")}
          </Button>
        ) : null}
      </footer>
    </Dialog>
  );
}

const KNOWN = ["add_column", "recompute", "retitle", "retype_column", "drop_column", "add_index"];

function Steps({ plan }: { plan: Plan }) {
  const say = useSay();
  if (!plan.changed) return <p>{say("rules.nothing")}</p>;
  return (
    <>
      {plan.steps.length === 0 ? <p>{say("rules.noSteps")}</p> : null}
      <ul className="rule-steps">
        {plan.steps.map((one) => (
          <li key={`${one.what} ${one.form} ${one.lines} ${one.field}`}>
            <span className="grow">
              {say(`rules.what.${KNOWN.includes(one.what) ? one.what : "other"}` as Word, {
                name: [one.form_label, one.label].filter(Boolean).join(" · "),
              })}
            </span>
            {one.rows ? (
              <span className="num quiet">{say("rules.rows", { n: one.rows })}</span>
            ) : null}
            {one.lost ? (
              <span className="rule-lost">
                {say("rules.lost", { n: one.lost, some: one.examples.join(", ") })}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {plan.large ? <p className="quiet">{say("rules.large")}</p> : null}
    </>
  );
}

function HowFar({ id }: { id: string }) {
  const say = useSay();
  const { data } = useQuery(changeQuery(id));
  if (!data) return <Bone width="100%" />;
  const percent = data.total ? Math.floor((100 * data.done) / data.total) : 0;
  return (
    <>
      <p>{say(data.state === "done" ? "rules.done" : "rules.underway")}</p>
      <Progress
        percent={data.state === "done" ? 100 : percent}
        aria-label={say("rules.underway")}
      />
      {data.problems.map((one) => (
        <p key={one.message} role="alert" className="formula-wrong">
          {one.message}
        </p>
      ))}
    </>
  );
}
