import { Link } from "@tanstack/react-router";
import { Stamp } from "lucide-react";
import { useInboxCounts } from "@/data/waiting.ts";
import { useSay } from "@/words/t.ts";

/** The way to what waits for me, with how much it is. */
export function InboxLink({ className, label }: { className?: string; label?: boolean }) {
  const say = useSay();
  const { todo } = useInboxCounts();
  const name = todo ? say("nav.inboxWaiting", { n: todo }) : say("nav.inbox");
  return (
    <Link
      to="/inbox"
      className={className}
      title={name}
      // Beside its words the count is said by the title alone.
      {...(label ? {} : { "aria-label": name })}
    >
      <span className="inbox-mark" aria-hidden>
        <Stamp size={20} />
        {todo ? <span className="inbox-badge num">{todo > 99 ? "99+" : todo}</span> : null}
      </span>
      {label ? say("nav.inboxShort") : null}
    </Link>
  );
}
