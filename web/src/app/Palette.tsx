import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import {
  FileText,
  Languages,
  LayoutDashboard,
  List,
  Moon,
  Plus,
  Search,
  Sigma,
} from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useRef,
  useState,
} from "react";
import { searchQuery } from "@/data/search.ts";
import { useMe } from "@/data/session.ts";
import { useGo } from "@/kits/go.ts";
import type { NavItem } from "@/model/api.ts";
import { initials } from "@/model/people.ts";
import { nameOf } from "@/model/values.ts";
import { Avatar, Kbd } from "@/ui/bits.tsx";
import { speak, useLanguage, useSay } from "@/words/t.ts";
import "./palette.css";
import { useShade } from "./Providers.tsx";

interface Entry {
  id: string;
  icon: ReactNode;
  label: string;
  note: string;
  run: () => void;
}

const formsIn = (items: readonly NavItem[]): NavItem[] =>
  items.flatMap((item) =>
    item.kind === "group" ? formsIn(item.items ?? []) : item.kind === "form" ? [item] : [],
  );

/** Everything that matches what was typed: places and commands first, then records from the server. */
function useEntries(q: string): Entry[] {
  const me = useMe();
  const go = useGo();
  const say = useSay();
  const language = useLanguage();
  const { turn } = useShade();
  const { data } = useQuery(searchQuery(useDeferredValue(q), 12));
  const typed = q.trim().toLowerCase();
  const has = (text: string) =>
    text.toLowerCase().includes(typed) ||
    (/^[a-z]+$/.test(typed) && soundsOf(text).includes(typed));
  const people = usePeople(typed, has);
  const places = me.apps.flatMap((app) =>
    formsIn(app.nav).flatMap(({ form = "", label }): Entry[] => [
      {
        id: `go ${form}`,
        icon: <List size={16} />,
        label,
        note: app.label,
        run: () => go.form(form),
      },
      ...(q.trim()
        ? [
            {
              id: `new ${form}`,
              icon: <Plus size={16} />,
              label: say("record.newOf", { form: label }),
              note: app.label,
              run: () => go.form(form, { new: true }),
            },
          ]
        : []),
      ...(q.trim() && me.member.is_admin
        ? [
            {
              id: `rules ${form}`,
              icon: <Sigma size={16} />,
              label: say("palette.rules", { form: label }),
              note: app.label,
              run: () => go.to(`/rules/${form}`),
            },
          ]
        : []),
    ]),
  );
  const commands: Entry[] = [
    {
      id: "home",
      icon: <LayoutDashboard size={16} />,
      label: say("nav.home"),
      note: "",
      run: go.home,
    },
    {
      id: "language",
      icon: <Languages size={16} />,
      label: language === "zh" ? "English" : "中文",
      note: "",
      run: () => void speak(language === "zh" ? "en" : "zh"),
    },
    { id: "shade", icon: <Moon size={16} />, label: say("me.turnShade"), note: "", run: turn },
  ];
  const hits = q.trim() ? (data?.hits ?? []) : [];
  const records = hits.map(
    (hit): Entry => ({
      id: `hit ${hit.form} ${hit.id}`,
      icon: <FileText size={16} />,
      label: hit.title,
      note: hit.form_label,
      run: () => go.record(hit.form, hit.id),
    }),
  );
  const all: Entry = {
    id: "all",
    icon: <Search size={16} />,
    label: say("search.all", { q }),
    note: "",
    run: () => go.to(`/search?q=${encodeURIComponent(q)}`),
  };
  const near = [...places, ...commands]
    .filter((entry) => has(`${entry.label} ${entry.id}`))
    .slice(0, 8);
  return q.trim() ? [...near, ...people, ...records, all] : near;
}

const MOST_PEOPLE = 4;
const MOST_LISTS = 3;
const known = new Map<string, string>();

/** The first letters of its syllables: 客户 → kh. Worked out once for each text. */
function soundsOf(text: string): string {
  const found = known.get(text) ?? initials(text);
  known.set(text, found);
  return found;
}

/** People that match: what they are in charge of, and for administrators who they are. */
function usePeople(typed: string, has: (text: string) => boolean): Entry[] {
  const me = useMe();
  const go = useGo();
  const say = useSay();
  const { pathname } = useLocation();
  if (!typed) return [];
  const found = me.people.filter((one) => one.active && has(one.name)).slice(0, MOST_PEOPLE);
  const here = /^\/(?:f|a)\/([^/]+)/.exec(pathname)?.[1] ?? "";
  const app = me.apps.find((one) => here === one.key || here.startsWith(`${one.key}.`));
  const forms = formsIn((app ?? me.apps[0])?.nav ?? []);
  const lists = forms.some((one) => one.form === here)
    ? forms.filter((one) => one.form === here)
    : forms.slice(0, found.length > 1 ? 1 : MOST_LISTS);
  return found.flatMap((person): Entry[] => [
    ...(me.member.is_admin
      ? [
          {
            id: `person ${person.id}`,
            icon: <Avatar name={person.name} size={18} />,
            label: person.name,
            note: say("people.title"),
            run: () => go.to(`/people?person=${person.id}`),
          },
        ]
      : []),
    ...lists.map(
      ({ form = "", label }): Entry => ({
        id: `of ${person.id} ${form}`,
        icon: <Avatar name={person.name} size={18} />,
        label: say("palette.ownedBy", { name: person.name, form: label }),
        note: nameOf(me.departments, person.department ?? ""),
        run: () =>
          go.form(form, { view: "all", where: { field: "owner", op: "is", value: person.id } }),
      }),
    ),
  ]);
}

export function Palette({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const [q, setQ] = useState("");
  const [at, setAt] = useState(0);
  const entries = useEntries(q);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      setAt((entries.length + at + step) % Math.max(entries.length, 1));
    }
    if (event.key === "Enter") run(entries[at]);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click on the backdrop closes; the keyboard has Escape
    <dialog
      ref={dialog}
      className="palette"
      aria-label={say("nav.search")}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="palette-box">
        <label className="palette-input">
          <Search size={18} aria-hidden />
          <input
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls="palette-list"
            aria-activedescendant={`palette-${at}`}
            aria-label={say("palette.hint")}
            placeholder={say("palette.hint")}
            value={q}
            onKeyDown={onKey}
            onChange={(event) => {
              setQ(event.target.value);
              setAt(0);
            }}
          />
          <Kbd>Esc</Kbd>
        </label>
        <div
          id="palette-list"
          role="listbox"
          aria-label={say("palette.found")}
          className="palette-list"
        >
          {entries.map((entry, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are read in the input that keeps the focus
            <div
              key={entry.id}
              id={`palette-${index}`}
              role="option"
              aria-selected={index === at}
              className="palette-entry"
              onMouseMove={() => setAt(index)}
              onClick={() => run(entry)}
            >
              {entry.icon}
              <span className="cut grow">{entry.label}</span>
              <span className="quiet">{entry.note}</span>
            </div>
          ))}
        </div>
      </div>
    </dialog>
  );
}
