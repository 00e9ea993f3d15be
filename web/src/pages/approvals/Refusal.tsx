import { CircleAlert, RotateCw } from "lucide-react";
import type { Fault } from "@/data/client.ts";
import { useSay } from "@/words/t.ts";

/** Refusals that only say that the approval has moved on since one looked. */
const MOVED = ["flow.stale", "flow.closed", "flow.state", "flow.not_assignee", "record.stale"];
export const hasMoved = (fault: Fault): boolean =>
  fault.status === 409 || MOVED.includes(fault.code);

/** What was refused, where it was asked for; what has changed meanwhile is looked at again. */
export function Refusal({ fault, onAgain }: { fault: Fault; onAgain: () => void }) {
  const say = useSay();
  const more = fault.problems.map((one) => one.message);
  return (
    <div className="refusal" role="alert" data-moved={hasMoved(fault) || undefined}>
      <CircleAlert size={16} aria-hidden />
      <div className="grow">
        <p>{fault.message || say("fault.broken")}</p>
        {[...fault.because, ...new Set(more)].map((why) =>
          why === fault.message ? null : <p key={why}>{why}</p>,
        )}
      </div>
      {hasMoved(fault) ? (
        <button type="button" className="button" onClick={onAgain}>
          <RotateCw size={14} aria-hidden />
          {say("flow.seenIt")}
        </button>
      ) : null}
    </div>
  );
}
