import { Link } from "@tanstack/react-router";
import { ChevronsLeft, ChevronsRight, Scale, Search } from "lucide-react";
import { useState } from "react";
import type { AppInfo, NavItem } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";

const KEPT = "tombolo.nav.closed";

function matching(items: readonly NavItem[], q: string): NavItem[] {
  if (!q) return [...items];
  return items.flatMap((item) => {
    if (item.kind === "group") {
      const inner = matching(item.items ?? [], q);
      return inner.length ? [{ ...item, items: inner }] : [];
    }
    return `${item.label} ${item.form}`.toLowerCase().includes(q.toLowerCase()) ? [item] : [];
  });
}

export function NavItems({ items, onGo }: { items: readonly NavItem[]; onGo?: () => void }) {
  return (
    <ul>
      {items.map((item) =>
        item.kind === "group" ? (
          <li key={item.key}>
            <h2 className="app-nav-group">{item.label}</h2>
            <NavItems items={item.items ?? []} {...(onGo ? { onGo } : {})} />
          </li>
        ) : (
          <li key={item.key}>
            <Link
              {...(item.kind === "balance"
                ? { to: "/b/$balance", params: { balance: item.form ?? "" } }
                : { to: "/f/$form", params: { form: item.form ?? "" } })}
              className="app-nav-item"
              onClick={onGo}
            >
              <span className="cut grow">{item.label}</span>
              {item.kind === "balance" ? <Scale size={14} className="quiet" aria-hidden /> : null}
            </Link>
          </li>
        ),
      )}
    </ul>
  );
}

/** The app's forms in groups; folds to a strip and remembers it. */
export function AppNav({ app }: { app: AppInfo }) {
  const say = useSay();
  const [q, setQ] = useState("");
  const [closed, setClosed] = useState(localStorage.getItem(KEPT) === "1");
  const fold = () => {
    localStorage.setItem(KEPT, closed ? "0" : "1");
    setClosed(!closed);
  };
  if (closed) {
    return (
      <div className="app-nav-strip">
        <button type="button" className="icon-button" aria-label={say("nav.unfold")} onClick={fold}>
          <ChevronsRight size={16} />
        </button>
      </div>
    );
  }
  const shown = matching(app.nav, q.trim());
  return (
    <nav className="app-nav" aria-label={app.label}>
      <header>
        <h1 className="cut grow">{app.label}</h1>
        <button type="button" className="icon-button" aria-label={say("nav.fold")} onClick={fold}>
          <ChevronsLeft size={16} />
        </button>
      </header>
      <label className="app-nav-search">
        <Search size={14} aria-hidden />
        <input
          type="search"
          value={q}
          placeholder={say("nav.find")}
          aria-label={say("nav.find")}
          onChange={(event) => setQ(event.target.value)}
        />
      </label>
      <div className="app-nav-items">
        {shown.length ? <NavItems items={shown} /> : <p className="quiet">{say("nav.nothing")}</p>}
      </div>
    </nav>
  );
}
