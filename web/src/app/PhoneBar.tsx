import { Link } from "@tanstack/react-router";
import { LayoutDashboard, LayoutGrid, Search, UserRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay } from "@/words/t.ts";
import { Bell, InboxLink } from "./Counters.tsx";
import { useMeItems } from "./MeMenu.tsx";

const AppsSheet = lazy(() => import("./AppsSheet.tsx").then((m) => ({ default: m.AppsSheet })));

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
      <InboxLink phone />
      <button type="button" onClick={onSearch}>
        <Search size={20} />
        {say("nav.search")}
      </button>
      <Bell phone />
      <MenuButton items={items} side="top" className="phone-me">
        <UserRound size={20} />
        {say("nav.me")}
      </MenuButton>
      <Suspense>
        {apps ? <AppsSheet current={current} onClose={() => setApps(false)} /> : null}
      </Suspense>
    </nav>
  );
}
