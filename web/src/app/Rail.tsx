import { Link } from "@tanstack/react-router";
import { Tooltip } from "antd";
import { FileSpreadsheet, LayoutDashboard, Search } from "lucide-react";
import { useMe } from "@/data/session.ts";
import { Mark, tintOf } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { MeMenu } from "./MeMenu.tsx";

export function Rail({ current, onSearch }: { current: string | null; onSearch: () => void }) {
  const me = useMe();
  const say = useSay();
  return (
    <nav className="rail" aria-label={say("nav.rail")}>
      <Tooltip title={me.workspace.name} placement="right">
        <Link to="/" className="rail-mark" aria-label={me.workspace.name}>
          <img src="/mark.svg" alt="" width={32} height={32} />
        </Link>
      </Tooltip>
      <Tooltip title={say("nav.home")} placement="right">
        <Link
          to="/"
          className="rail-item"
          activeOptions={{ exact: true }}
          aria-label={say("nav.home")}
        >
          <LayoutDashboard size={20} />
        </Link>
      </Tooltip>
      <div className="rail-apps">
        {me.apps.map((app) => (
          <Tooltip key={app.key} title={app.label} placement="right">
            <Link
              to="/a/$app"
              params={{ app: app.key }}
              className="rail-item"
              data-on={app.key === current}
              aria-label={app.label}
              aria-current={app.key === current ? "true" : undefined}
            >
              <Mark text={app.label} tint={tintOf(app.color, app.key)} size={34} />
            </Link>
          </Tooltip>
        ))}
      </div>
      <span className="spacer" />
      <Tooltip title={say("nav.newFromExcel")} placement="right">
        <Link to="/new-from-excel" className="rail-item" aria-label={say("nav.newFromExcel")}>
          <FileSpreadsheet size={20} />
        </Link>
      </Tooltip>
      <Tooltip title={`${say("nav.search")} (Ctrl K)`} placement="right">
        <button
          type="button"
          className="rail-item"
          aria-label={say("nav.search")}
          onClick={onSearch}
        >
          <Search size={20} />
        </button>
      </Tooltip>
      <MeMenu />
    </nav>
  );
}
