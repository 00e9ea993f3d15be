import { Link } from "@tanstack/react-router";
import { Drawer, Dropdown } from "antd";
import { LayoutDashboard, LayoutGrid, Search, UserRound } from "lucide-react";
import { useState } from "react";
import { useMe } from "@/data/session.ts";
import { Mark, tintOf } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { NavItems } from "./AppNav.tsx";
import { useMeItems } from "./MeMenu.tsx";

function AppsSheet({ current, onClose }: { current: string | null; onClose: () => void }) {
  const me = useMe();
  const say = useSay();
  const [shown, setShown] = useState(current ?? me.apps[0]?.key);
  const app = me.apps.find((one) => one.key === shown);
  return (
    <Drawer open placement="bottom" size="80vh" title={say("nav.apps")} onClose={onClose}>
      <div className="phone-apps">
        {me.apps.map((one) => (
          <button
            key={one.key}
            type="button"
            data-on={one.key === shown}
            onClick={() => setShown(one.key)}
          >
            <Mark text={one.label} tint={tintOf(one.color, one.key)} size={44} />
            <span>{one.label}</span>
          </button>
        ))}
      </div>
      {app ? (
        <div className="phone-nav">
          <NavItems items={app.nav} onGo={onClose} />
        </div>
      ) : null}
    </Drawer>
  );
}

export function PhoneBar({ current, onSearch }: { current: string | null; onSearch: () => void }) {
  const say = useSay();
  const items = useMeItems();
  const [apps, setApps] = useState(false);
  return (
    <nav className="phone-bar" aria-label={say("nav.rail")}>
      <Link to="/" activeOptions={{ exact: true }}>
        <LayoutDashboard size={20} />
        {say("nav.home")}
      </Link>
      <button type="button" onClick={() => setApps(true)} data-on={current !== null}>
        <LayoutGrid size={20} />
        {say("nav.apps")}
      </button>
      <button type="button" onClick={onSearch}>
        <Search size={20} />
        {say("nav.search")}
      </button>
      <Dropdown menu={{ items }} trigger={["click"]} placement="top">
        <button type="button">
          <UserRound size={20} />
          {say("nav.me")}
        </button>
      </Dropdown>
      {apps ? <AppsSheet current={current} onClose={() => setApps(false)} /> : null}
    </nav>
  );
}
