import {
  Ban,
  Check,
  CircleAlert,
  CircleDashed,
  Ellipsis,
  Flag,
  Pause,
  Send,
  Undo2,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import { signatureUrl } from "@/data/flows.ts";
import type { Look, NodeSeen, Step, TaskSeen } from "@/model/flow.ts";
import { isOverdue } from "@/model/flow.ts";
import { Avatar } from "@/ui/bits.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { useMoment } from "./useMoment.ts";
import "./flow.css";

const ICONS: Record<Look, ReactNode> = {
  done: <Check size={13} />,
  now: <Ellipsis size={13} />,
  bad: <X size={13} />,
  back: <Undo2 size={13} />,
  off: <Ban size={12} />,
  ahead: <CircleDashed size={13} />,
  halt: <Pause size={12} />,
};

interface WayProps {
  steps: readonly Step[];
  nameOf: (who: string | null) => string;
  instance?: string;
  /** Who sent it and when; without it the way begins with the first node. */
  from?: { who: string; at: string | null };
  /** How it ends, or will. */
  end?: { text: string; look: Look } | null;
}

function Mark({ look, icon }: { look: Look; icon?: ReactNode }) {
  return (
    <span className="way-mark" data-look={look} aria-hidden>
      {icon ?? ICONS[look]}
    </span>
  );
}

/** One person in a node: what became of it, when, and what was said. */
function Seat(props: {
  task: TaskSeen;
  node: NodeSeen;
  nameOf: WayProps["nameOf"];
  instance: string | undefined;
}) {
  const { task, node, nameOf, instance } = props;
  const say = useSay();
  const moment = useMoment();
  const name = nameOf(task.assignee);
  const waits = task.state === "pending" && node.activated_at !== null;
  const said =
    node.kind === "handle" && task.state === "approved"
      ? say("flow.task.handled")
      : say(`flow.task.${task.state}` as Word);
  return (
    <li className="way-seat" data-state={task.state}>
      <Avatar name={name} size={22} />
      <div className="grow">
        <div className="way-seat-line">
          <strong>{name}</strong>
          {task.on_behalf_of ? (
            <span className="quiet">{say("flow.for", { name: nameOf(task.on_behalf_of) })}</span>
          ) : null}
          {task.kind === "main" ? null : (
            <span className="way-kind">
              {say(`flow.kind.${task.kind}` as Word)}
              {task.added_by ? ` · ${nameOf(task.added_by)}` : ""}
            </span>
          )}
          <span className="spacer" />
          <span className="way-did" data-state={task.state}>
            {said}
          </span>
        </div>
        {task.decided_at ? (
          <time className="quiet num" title={moment.exact(task.decided_at)}>
            {moment.near(task.decided_at)}
          </time>
        ) : waits && node.activated_at ? (
          <span className="quiet" title={moment.exact(node.activated_at)}>
            {say("flow.waitsSince", { time: moment.waited(node.activated_at) })}
          </span>
        ) : null}
        {task.opinion ? <p className="way-opinion">{task.opinion}</p> : null}
        {task.signature && instance ? (
          <span className="way-signed">
            <img
              src={signatureUrl(instance, task.signature)}
              alt={say("flow.signedBy", { name })}
              loading="lazy"
            />
          </span>
        ) : null}
      </div>
    </li>
  );
}

/** What the flow did by itself says why, where words are known for it. */
export const WHYS = [
  "when",
  "empty",
  "nobody",
  "limit",
  "too_few",
  "no_branch",
  "async",
  "admin",
  "auto",
];

function Node({ step, nameOf, instance }: { step: Step } & Pick<WayProps, "nameOf" | "instance">) {
  const say = useSay();
  const moment = useMoment();
  const { node, people } = step;
  const late = node?.state === "active" && isOverdue(node.due_at);
  const mode = node?.tasks.length && node.tasks.length > 1 ? node.mode : "";
  return (
    <li className="way-step" data-look={step.look} data-ahead={node === null || undefined}>
      <Mark
        look={step.look}
        {...(step.state === "incident" ? { icon: <CircleAlert size={13} /> } : {})}
      />
      <div className="way-body">
        <div className="way-head">
          <span className="way-label">{step.label}</span>
          {mode && mode !== "one" ? (
            <span className="way-mode">{say(`flow.mode.${mode}` as Word)}</span>
          ) : null}
          {node && !["active", "passed"].includes(node.state) ? (
            <span className="way-mode">{say(`flow.node.${node.state}` as Word)}</span>
          ) : null}
          {node === null && ["skipped", "incident"].includes(step.state) ? (
            <span className="way-mode">{say(`flow.node.${step.state}` as Word)}</span>
          ) : null}
          <span className="spacer" />
          {node?.due_at && node.state === "active" ? (
            <span className={late ? "way-late" : "quiet"} title={moment.exact(node.due_at)}>
              {say(late ? "flow.overdue" : "flow.due", { time: moment.near(node.due_at) })}
            </span>
          ) : null}
        </div>
        {node?.because && WHYS.includes(node.because) ? (
          <p className="quiet way-why">{say(`flow.because.${node.because}` as Word)}</p>
        ) : null}
        {node?.tasks.length ? (
          <ul className="way-seats">
            {node.tasks.map((task) => (
              <Seat key={task.id} task={task} node={node} nameOf={nameOf} instance={instance} />
            ))}
          </ul>
        ) : null}
        {node === null && people.length ? (
          <ul className="way-people">
            {people.map((who) => (
              <li key={who} className="person">
                <Avatar name={nameOf(who)} />
                {nameOf(who)}
              </li>
            ))}
          </ul>
        ) : null}
        {node === null && people.length === 0 && step.state !== "skipped" ? (
          <p className="quiet way-why">{say("flow.nobodyYet")}</p>
        ) : null}
      </div>
    </li>
  );
}

/** The way through a flow from top to bottom: taken, standing, to come. */
export function Way({ steps, nameOf, instance, from, end }: WayProps) {
  const say = useSay();
  const moment = useMoment();
  return (
    <ol className="way" aria-label={say("flow.way")}>
      {from ? (
        <li className="way-step" data-look="done">
          <Mark look="done" icon={<Send size={12} />} />
          <div className="way-body">
            <div className="way-head">
              <span className="way-label">{say("flow.submitted")}</span>
              <span className="spacer" />
              {from.at ? (
                <time className="quiet num" title={moment.exact(from.at)}>
                  {moment.near(from.at)}
                </time>
              ) : null}
            </div>
            <span className="person">
              <Avatar name={nameOf(from.who)} size={22} />
              <strong>{nameOf(from.who)}</strong>
            </span>
          </div>
        </li>
      ) : null}
      {steps.map((step) => (
        <Node key={step.id} step={step} nameOf={nameOf} {...(instance ? { instance } : {})} />
      ))}
      {end ? (
        <li
          className="way-step way-end"
          data-look={end.look}
          data-ahead={end.look === "ahead" || undefined}
        >
          <Mark look={end.look} icon={<Flag size={12} />} />
          <div className="way-body">
            <div className="way-head">
              <span className="way-label">{end.text}</span>
            </div>
          </div>
        </li>
      ) : null}
    </ol>
  );
}
