import { Drawer } from "antd";
import { useState } from "react";
import { useMe } from "@/data/session.ts";
import { Mark, tintOf } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { NavItems } from "./AppNav.tsx";

/** On a phone: the apps and, below, the forms of the chosen one. */
export function AppsSheet({ current, onClose }: { current: string | null; onClose: () => void }) {
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
