import { useCallback, useEffect, useMemo, useState } from "react";
import { useMe } from "@/data/session.ts";
import type { ChosenTotal, FormView, RowHeight, View, ViewColumn, Where } from "@/model/api.ts";
import { wholeView } from "@/model/columns.ts";
import { readGroup, writeGroup } from "@/model/url.ts";
import { tidy } from "@/model/where.ts";
import { useSay } from "@/words/t.ts";
import { useListSearch } from "../go.ts";

export interface ListState {
  views: View[];
  view: View;
  where: Where | null;
  sort: string[];
  /** By what, the outer level first. */
  group: string[];
  /** The groups that stand otherwise than they would by themselves. */
  turned: string[];
  totals: ChosenTotal[];
  q: string;
  columns: ViewColumn[];
  height: RowHeight;
  dirty: boolean;
  setWhere: (where: Where | null) => void;
  setSort: (sort: string[]) => void;
  setGroup: (paths: string[]) => void;
  setTurned: (keys: string[]) => void;
  setTotals: (totals: ChosenTotal[]) => void;
  setQ: (q: string) => void;
  setColumns: (columns: ViewColumn[]) => void;
  setHeight: (height: RowHeight) => void;
  toView: (id: string) => void;
  reset: () => void;
  /** The view as it is shown now, to be saved. */
  shown: () => Pick<
    View,
    "columns" | "where" | "sort" | "group" | "height" | "kind" | "by" | "card" | "totals"
  >;
}

interface Kept {
  columns?: ViewColumn[];
  height?: RowHeight;
  turned?: string[];
  totals?: ChosenTotal[];
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

/** The view a person had open last in this form, on this browser. */
function useLastView(form: string): [string, (id: string) => void] {
  const key = `tombolo.view.${useMe().member.id}.${form}`;
  return [localStorage.getItem(key) ?? "", (id) => localStorage.setItem(key, id)];
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
  const [last, keepLast] = useLastView(form.form);
  const called = (name: string | undefined) =>
    name === undefined ? undefined : views.find((one) => one.id === name || one.key === name);
  const view = called(search.view) ?? called(last || undefined) ?? views[0]!;
  // A link pasted to a colleague opens the same view, whatever that colleague looked at last.
  const here = view.id || view.key;
  useEffect(() => {
    if (search.view === undefined) change({ view: here }, true);
  }, [search.view, here, change]);
  const [kept, keep] = useKept(`${form.form}.${view.id || "all"}`);
  const known = useMemo(() => new Set(form.fields.map((field) => field.key)), [form]);
  const columns = useMemo(
    () =>
      (kept.columns ?? view.columns).filter((column) => known.has(column.path.split(".")[0] ?? "")),
    [kept.columns, view, known],
  );
  const where = search.where === undefined ? view.where : tidy(search.where);
  const sort = search.sort ?? view.sort;
  const group = search.group === undefined ? view.group : readGroup(search.group);
  const totals = kept.totals ?? view.totals ?? [];
  const height = kept.height ?? view.height ?? "normal";
  const dirty =
    !same(where, view.where) ||
    !same(sort, view.sort) ||
    !same(group, view.group) ||
    !same(totals, view.totals ?? []) ||
    !same(columns, view.columns) ||
    height !== (view.height ?? "normal");
  const clear = { where: undefined, sort: undefined, group: undefined, q: undefined };
  return {
    views,
    view,
    where,
    sort,
    group,
    turned: kept.turned ?? [],
    totals,
    q: search.q ?? "",
    columns,
    height,
    dirty,
    setWhere: (next) => change({ where: next ?? (view.where ? { all: [] } : undefined) }),
    setSort: (next) => change({ sort: same(next, view.sort) ? undefined : next }),
    setGroup: (paths) => change({ group: same(paths, view.group) ? undefined : writeGroup(paths) }),
    setTurned: (turned) => keep({ turned }),
    setTotals: (next) => keep({ totals: next }),
    setQ: useCallback((q: string) => change({ q: q || undefined }, true), [change]),
    setColumns: (next) => keep({ columns: next }),
    setHeight: (next) => keep({ height: next }),
    toView: (id) => {
      keepLast(id || "all");
      change({ ...clear, view: id || "all" });
    },
    reset: () => {
      keep(null);
      change(clear);
    },
    shown: () => ({
      columns,
      where,
      sort,
      group,
      height,
      totals,
      kind: view.kind,
      ...(view.by ? { by: view.by } : {}),
      ...(view.card ? { card: view.card } : {}),
    }),
  };
}
