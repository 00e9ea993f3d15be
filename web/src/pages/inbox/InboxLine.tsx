import { Link } from "@tanstack/react-router";
import { FlowStatus } from "@/kits/flow/FlowStatus.tsx";
import { useMoment } from "@/kits/flow/useMoment.ts";
import { isOpen, isOverdue, type InboxLine as Line } from "@/model/flow.ts";
import type { Which } from "@/model/inbox.ts";
import { Person } from "@/ui/bits.tsx";
import { useSay, type Word } from "@/words/t.ts";

interface LineProps {
  line: Line;
  which: Which;
  nameOf: (who: string | null) => string;
  picked: boolean;
  onPick: (() => void) | undefined;
}

/** When it came to me, was decided, sent or told: each list says its own. */
const SINCE: Record<Which, Word> = {
  todo: "inbox.came",
  done: "inbox.decided",
  sent: "inbox.sent",
  copied: "inbox.told",
  delegated: "inbox.came",
};

function Due({ due }: { due: string }) {
  const say = useSay();
  const moment = useMoment();
  const late = isOverdue(due);
  return (
    <span className={late ? "inbox-due late" : "inbox-due"} title={moment.exact(due)}>
      {say(late ? "flow.overdue" : "flow.due", { time: moment.near(due) })}
    </span>
  );
}

/** Where it stands: with whom it is, what I said, or how it ended. */
function Standing({ line, which, nameOf }: Omit<LineProps, "picked" | "onPick">) {
  const say = useSay();
  if (which === "todo") return line.due_at ? <Due due={line.due_at} /> : null;
  const [first, ...rest] = line.waiting;
  return (
    <>
      <FlowStatus status={line.status} />
      {isOpen(line.status) && first ? (
        <span className="inbox-with quiet">
          {rest.length
            ? say("inbox.withMore", { name: nameOf(first), n: rest.length + 1 })
            : say("inbox.with", { name: nameOf(first) })}
        </span>
      ) : null}
    </>
  );
}

export function InboxLine(props: LineProps) {
  const { line, which, nameOf, picked, onPick } = props;
  const say = useSay();
  const moment = useMoment();
  const title = line.title || line.code;
  return (
    <li
      className="inbox-line"
      data-picked={picked || undefined}
      data-unread={line.unread || undefined}
    >
      {onPick ? (
        <label className="inbox-pick">
          <input
            type="checkbox"
            checked={picked}
            aria-label={say("inbox.pick", { title })}
            onChange={onPick}
          />
        </label>
      ) : null}
      <Link
        to="/approvals/$instance"
        params={{ instance: line.instance }}
        search={line.task && which === "todo" ? { task: line.task } : {}}
        className="inbox-open"
        data-line
      >
        <span className="inbox-title">
          {line.unread ? (
            <span className="inbox-dot" role="img" aria-label={say("inbox.unread")} />
          ) : null}
          <strong className="cut">{title}</strong>
        </span>
        <span className="inbox-flow">
          <span className="cut">{line.flow_label}</span>
          {line.node ? <span className="inbox-node cut">{line.node}</span> : null}
          {line.code && line.code !== title ? (
            <span className="quiet num cut">{line.code}</span>
          ) : null}
        </span>
        <span className="inbox-who">
          <Person name={nameOf(line.initiator)} />
          {line.on_behalf_of ? (
            <span className="quiet cut">
              {say("flow.for", { name: nameOf(line.on_behalf_of) })}
            </span>
          ) : null}
        </span>
        <span className="inbox-standing">
          {which === "done" && line.state ? (
            <span className="way-did" data-state={line.state}>
              {say(`flow.task.${line.state}` as Word)}
            </span>
          ) : null}
          <Standing line={line} which={which} nameOf={nameOf} />
        </span>
        <time className="inbox-at quiet num" title={moment.exact(line.at)}>
          {which === "todo"
            ? say(SINCE[which], { time: moment.waited(line.at) })
            : say(SINCE[which], { time: moment.near(line.at) })}
        </time>
      </Link>
    </li>
  );
}
