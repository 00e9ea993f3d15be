import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Progress } from "antd";
import { CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { isFault } from "@/data/client.ts";
import { changeQuery, type RuleChange, useApplyRules, usePlanRules } from "@/data/formulas.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { Plan, Rules } from "@/model/formulas.ts";
import { Bone } from "@/ui/bits.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { toast } from "@/ui/notices.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { askUndo, forget, remember } from "./lastChange.ts";

interface Props {
  rules: Rules;
  change: RuleChange;
  /** With a text when it was applied: the place of what was added, or "". */
  onClose: (added?: string) => void;
  /** Somebody changed it since: this will never be undone at once. */
  onMovedOn?: () => void;
}

/** What a change would do, before it does it; how far it is where the tables are large. */
export function PlanDialog({ rules, change, onClose: close, onMovedOn }: Props) {
  const say = useSay();
  const tell = useTell();
  const navigate = useNavigate();
  const plan = usePlanRules(rules.form);
  const apply = useApplyRules(rules.form);
  const [underway, setUnderway] = useState("");
  const { mutate } = plan;
  // The same change is the same object again where its panel is drawn anew.
  const asked = JSON.stringify(change);
  useEffect(() => mutate(JSON.parse(asked)), [asked, mutate]);
  // The page may be drawn anew for the new version before this is told.
  const run = (hash: string) =>
    apply.mutateAsync({ ...change, hash }).then((done) => {
      if (done.change) return setUnderway(done.change);
      if (done.version !== null) settled(done.version);
      onClose(done.added[0] ?? "");
    }, tell.fail);
  const settled = (version: number) => {
    if (change.undo !== undefined) {
      forget(rules.form);
      return tell.good(say("rules.undone"));
    }
    remember(rules.form, version);
    const undo = () => {
      askUndo(rules.form);
      const here = `/rules/${rules.form}`;
      if (window.location.pathname !== here) void navigate({ to: here });
    };
    toast(say("rules.applied"), true, { label: say("rules.undoThis"), run: undo });
  };
  const fault = isFault(plan.error) ? plan.error : null;
  const problems = fault?.problems.length ? fault.problems : (plan.data?.problems ?? []);
  const onClose = (added?: string) => {
    close(added);
    if (fault?.code === "rule.moved_on") onMovedOn?.();
  };
  const refused = Boolean(plan.error) || problems.length > 0;
  const title = say(titleOf(change));
  return (
    <Dialog label={title} className="rule-plan" onClose={() => onClose()}>
      <h2>{title}</h2>
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
                    {one.message} <Place place={one.place} onLeave={() => onClose()} />
                  </li>
                ))
              ) : (
                <li>{fault?.message || say("fault.broken")}</li>
              )}
            </ul>
          </div>
        ) : null}
        {plan.data && !refused ? <Steps plan={plan.data} /> : null}
        {underway ? <HowFar id={underway} onDone={settled} /> : null}
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

function titleOf(change: RuleChange): Word {
  if (change.undo !== undefined) return "rules.undoTitle";
  return change.changes?.[0]?.text === null ? "rules.removeTitle" : "rules.planTitle";
}

/** Where something stands; what is an expression of a form leads there. */
function Place({ place, onLeave }: { place: string; onLeave: () => void }) {
  const found = /^(\w+)\/forms\/(\w+)#(.+)$/.exec(place);
  const [, app, key, rule] = found ?? [];
  if (!rule) return <code className="quiet">{place}</code>;
  return (
    <Link to="/rules/$form" params={{ form: `${app}.${key}` }} search={{ rule }} onClick={onLeave}>
      <code>{rule}</code>
    </Link>
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

function HowFar({ id, onDone }: { id: string; onDone: (version: number) => void }) {
  const say = useSay();
  const { data } = useQuery(changeQuery(id));
  const version = data?.state === "done" ? data.version : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it is done
  useEffect(() => {
    if (version !== null) onDone(version);
  }, [version]);
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
