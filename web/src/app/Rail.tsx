import { Link } from "@tanstack/react-router";
import { FileSpreadsheet, LayoutDashboard, Search, UsersRound } from "lucide-react";
import { useMe } from "@/data/session.ts";
import { Mark, tintOf } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { Bell, InboxLink } from "./Counters.tsx";
import { MeMenu } from "./MeMenu.tsx";

export function Rail({ current, onSearch }: { current: string | null; onSearch: () => void }) {
  const me = useMe();
  const say = useSay();
  return (
    <nav className="rail" aria-label={say("nav.rail")}>
      <Link to="/" className="rail-mark" title={me.workspace.name} aria-label={me.workspace.name}>
        <img src="/mark.svg" alt="" width={32} height={32} />
      </Link>
      <Link
        to="/"
        className="rail-item"
        activeOptions={{ exact: true }}
        aria-label={say("nav.home")}
        title={say("nav.home")}
      >
        <LayoutDashboard size={20} />
      </Link>
      <InboxLink />
      <div className="rail-apps">
        {me.apps.map((app) => (
          <Link
            key={app.key}
            title={app.label}
            to="/a/$app"
            params={{ app: app.key }}
            className="rail-item"
            data-on={app.key === current}
            aria-label={app.label}
            aria-current={app.key === current ? "true" : undefined}
          >
            <Mark text={app.label} tint={tintOf(app.color, app.key)} size={34} />
          </Link>
        ))}
      </div>
      <span className="spacer" />
      <Link
        to="/new-from-excel"
        className="rail-item"
        aria-label={say("nav.newFromExcel")}
        title={say("nav.newFromExcel")}
      >
        <FileSpreadsheet size={20} />
      </Link>
      {me.member.is_admin ? (
        <Link
          to="/people"
          className="rail-item"
          aria-label={say("people.title")}
          title={say("people.title")}
        >
          <UsersRound size={20} />
        </Link>
      ) : null}
      <button
        type="button"
        className="rail-item"
        aria-label={say("nav.search")}
        title={`${say("nav.search")} (Ctrl K)`}
        onClick={onSearch}
      >
        <Search size={20} />
      </button>
      <Bell />
      <MeMenu />
    </nav>
  );
}
