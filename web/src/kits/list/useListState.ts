import { useCallback, useMemo, useState } from "react";
import type { FormView, RowHeight, View, ViewColumn, Where } from "@/model/api.ts";
import { wholeView } from "@/model/columns.ts";
import { tidy } from "@/model/where.ts";
import { useSay } from "@/words/t.ts";
import { useListSearch } from "../go.ts";

export interface ListState {
  views: View[];
  view: View;
  where: Where | null;
  sort: string[];
  group: string;
  q: string;
  columns: ViewColumn[];
  height: RowHeight;
  dirty: boolean;
  setWhere: (where: Where | null) => void;
  setSort: (sort: string[]) => void;
  setGroup: (path: string) => void;
  setQ: (q: string) => void;
  setColumns: (columns: ViewColumn[]) => void;
  setHeight: (height: RowHeight) => void;
  toView: (id: string) => void;
  reset: () => void;
  /** The view as it is shown now, to be saved. */
  shown: () => Pick<
    View,
    "columns" | "where" | "sort" | "group" | "height" | "kind" | "by" | "card"
  >;
}

interface Kept {
  columns?: ViewColumn[];
  height?: RowHeight;
}

function useKept(place: string): [Kept, (change: Kept | null) => void] {
  const key = `tombolo.list.${place}`;
  const [all, setAll] = useState<Record<string, Kept>>({});
  const read = (): Kept => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "{}") as Kept;
    } catch {
      return {};
    }
  };
  const kept = all[key] ?? read();
  const write = (change: Kept | null) => {
    const next = change === null ? {} : { ...kept, ...change };
    localStorage.setItem(key, JSON.stringify(next));
    setAll((before) => ({ ...before, [key]: next }));
  };
  return [kept, write];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What a list shows: the saved view, over it the address bar, over it this browser's column widths. */
export function useListState(form: FormView): ListState {
  const say = useSay();
  const [search, change] = useListSearch();
  // The definition may have its own "all"; the face's stands in only where it has none.
  const views = useMemo(
    () =>
      form.views.some((one) => one.key === "all")
        ? form.views
        : [wholeView(form, say("list.all")), ...form.views],
    [form, say],
  );
  const view = views.find((one) => one.id === search.view || one.key === search.view) ?? views[0]!;
  const [kept, keep] = useKept(`${form.form}.${view.id || "all"}`);
  const known = useMemo(() => new Set(form.fields.map((field) => field.key)), [form]);
  const columns = useMemo(
    () =>
      (kept.columns ?? view.columns).filter((column) => known.has(column.path.split(".")[0] ?? "")),
    [kept.columns, view, known],
  );
  const where = search.where === undefined ? view.where : tidy(search.where);
  const sort = search.sort ?? view.sort;
  const group = search.group ?? view.group[0] ?? "";
  const height = kept.height ?? view.height ?? "normal";
  const dirty =
    !same(where, view.where) ||
    !same(sort, view.sort) ||
    group !== (view.group[0] ?? "") ||
    !same(columns, view.columns) ||
    height !== (view.height ?? "normal");
  const clear = { where: undefined, sort: undefined, group: undefined, q: undefined };
  return {
    views,
    view,
    where,
    sort,
    group: group === "-" ? "" : group,
    q: search.q ?? "",
    columns,
    height,
    dirty,
    setWhere: (next) => change({ where: next ?? (view.where ? { all: [] } : undefined) }),
    setSort: (next) => change({ sort: same(next, view.sort) ? undefined : next }),
    setGroup: (path) => change({ group: path || (view.group.length ? "-" : undefined) }),
    setQ: useCallback((q: string) => change({ q: q || undefined }, true), [change]),
    setColumns: (next) => keep({ columns: next }),
    setHeight: (next) => keep({ height: next }),
    toView: (id) => change({ ...clear, view: id || undefined }),
    reset: () => {
      keep(null);
      change(clear);
    },
    shown: () => ({
      columns,
      where,
      sort,
      group: group && group !== "-" ? [group] : [],
      height,
      kind: view.kind,
      ...(view.by ? { by: view.by } : {}),
      ...(view.card ? { card: view.card } : {}),
    }),
  };
}
