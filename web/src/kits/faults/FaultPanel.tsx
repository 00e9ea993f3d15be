import { CircleAlert, CloudOff, Lock, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { isFault } from "@/data/client.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { useSay, type Word } from "@/words/t.ts";

interface Face {
  icon: ReactNode;
  title: Word;
  text: Word | null;
}

function faceOf(status: number): Face {
  if (status === 0)
    return { icon: <CloudOff />, title: "fault.offline", text: "fault.offline.text" };
  if (status === 403) return { icon: <Lock />, title: "fault.denied", text: "fault.denied.text" };
  if (status === 404)
    return { icon: <SearchX />, title: "fault.missing", text: "fault.missing.text" };
  return { icon: <CircleAlert />, title: "fault.broken", text: null };
}

/** A refusal or failure as a page: what, why, whom to ask, what next. */
export function FaultPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const say = useSay();
  const fault = isFault(error) ? error : null;
  const face = faceOf(fault?.status ?? 500);
  return (
    <StatePanel
      icon={face.icon}
      title={say(face.title)}
      alert
      // What the server says is nearer to the point than what is said of every such fault.
      text={face.text && !(fault?.status === 404 && fault.message) ? say(face.text) : null}
    >
      <div style={{ display: "grid", gap: 8, justifyItems: "center" }}>
        {fault?.message ? <p>{fault.message}</p> : null}
        {fault?.because.map((why) => (
          <p key={why}>{why}</p>
        ))}
        {fault?.hint ? <p>{fault.hint}</p> : null}
        {fault?.status === 404 || fault?.status === 403 ? (
          <a href="/" className="button">
            {say("fault.home")}
          </a>
        ) : onRetry ? (
          <button type="button" className="button" onClick={onRetry}>
            {say("retry")}
          </button>
        ) : null}
      </div>
    </StatePanel>
  );
}
