import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useLive } from "@/data/live.ts";
import { useMe } from "@/data/session.ts";
import { RecordDoor } from "@/kits/record/RecordDoor.tsx";
import { AppNav } from "./AppNav.tsx";
import { PhoneBar } from "./PhoneBar.tsx";
import { Rail } from "./Rail.tsx";
import "./shell.css";

const fetchPalette = () => import("./Palette.tsx");
const Palette = lazy(() => fetchPalette().then((m) => ({ default: m.Palette })));

/** The app that the address belongs to, if any. */
function useCurrentApp(): string | null {
  const { pathname } = useLocation();
  const [, room, name] = pathname.split("/");
  if (room === "a") return name ?? null;
  return room === "f" || room === "b"
    ? (decodeURIComponent(name ?? "").split(".")[0] ?? null)
    : null;
}

export function Shell() {
  const me = useMe();
  const current = useCurrentApp();
  const [palette, setPalette] = useState(false);
  useLive(me.member.id);
  // It is there when Ctrl-K is pressed: what is typed right after must not be lost.
  useEffect(() => {
    const timer = setTimeout(() => void fetchPalette(), 1_500);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette((open) => !open);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const app = me.apps.find((one) => one.key === current);
  return (
    <RecordDoor>
      <div className="shell">
        <Rail current={current} onSearch={() => setPalette(true)} />
        {app ? <AppNav key={app.key} app={app} /> : null}
        <main className="shell-main" id="main">
          <Outlet />
        </main>
        <PhoneBar current={current} onSearch={() => setPalette(true)} />
      </div>
      <Suspense>{palette ? <Palette onClose={() => setPalette(false)} /> : null}</Suspense>
    </RecordDoor>
  );
}
