import { useParams } from "@tanstack/react-router";
import { LayoutGrid } from "lucide-react";
import { useMe } from "@/data/session.ts";
import { useGo } from "@/kits/go.ts";
import type { NavItem } from "@/model/api.ts";
import { Mark, StatePanel, tintOf } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import "./home.css";

function Forms({ items }: { items: readonly NavItem[] }) {
  const go = useGo();
  return (
    <div className="app-forms">
      {items
        .filter((item) => item.kind !== "group")
        .map((item) => (
          <button
            key={item.key}
            type="button"
            className="app-form"
            onClick={() =>
              item.kind === "balance" ? go.balance(item.key) : go.form(item.form ?? "")
            }
          >
            <Mark text={item.label} tint={tintOf(undefined, item.key)} size={36} />
            <span className="cut">{item.label}</span>
          </button>
        ))}
    </div>
  );
}

/** An app's forms in their groups. */
export function AppPage() {
  const say = useSay();
  const { app: key } = useParams({ strict: false });
  const app = useMe().apps.find((one) => one.key === key);
  if (!app)
    return (
      <StatePanel
        icon={<LayoutGrid />}
        title={say("fault.missing")}
        text={say("fault.missing.text")}
      />
    );
  const loose = app.nav.filter((item) => item.kind !== "group");
  return (
    <div className="home">
      <h1>{app.label}</h1>
      {loose.length ? <Forms items={loose} /> : null}
      {app.nav
        .filter((item) => item.kind === "group")
        .map((group) => (
          <section key={group.key} aria-label={group.label}>
            <h2 className="app-group">{group.label}</h2>
            <Forms items={group.items ?? []} />
          </section>
        ))}
    </div>
  );
}
