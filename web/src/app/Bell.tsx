import { Link } from "@tanstack/react-router";
import { Bell as Icon } from "lucide-react";
import { useUnread } from "@/data/notices.ts";
import { useSay } from "@/words/t.ts";

/** The way to the notice centre, with how many are unread. */
export function Bell({ phone = false }: { phone?: boolean }) {
  const say = useSay();
  const unread = useUnread();
  const label = unread ? say("nav.noticesUnread", { n: unread }) : say("nav.notices");
  return (
    <Link
      to="/notices"
      className={phone ? "" : "rail-item"}
      title={label}
      {...(phone ? {} : { "aria-label": label })}
    >
      <span className="bell" aria-hidden>
        <Icon size={20} aria-hidden />
        {unread ? <span className="bell-count num">{unread > 99 ? "99+" : unread}</span> : null}
      </span>
      {phone ? say("nav.notices") : null}
    </Link>
  );
}
