/** Expressions and the rules of a form, for administrators. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Page } from "@/model/api.ts";
import type { Applied, Func, Judged, Names, Plan, Rules, Site, Tried } from "@/model/formulas.ts";
import { api } from "./client.ts";

export const functionsQuery = queryOptions({
  queryKey: ["functions"],
  queryFn: ({ signal }) => api.get<{ functions: Func[] }>("/api/formulas", signal),
  select: (body) => body.functions,
  staleTime: Number.POSITIVE_INFINITY,
});

const ofDraft = <T>(
  what: "names" | "check",
  { rule, data, place }: NonNullable<Site["draft"]>,
  more: Record<string, string>,
  signal: AbortSignal,
) => api.post<T>(`/api/designs/rules/${rule}/${what}`, { data, place, ...more }, signal);

/** The names at a place, or behind a path of it. */
export const namesQuery = (form: string, site: Site, path: readonly string[] = []) =>
  queryOptions({
    queryKey: ["names", form, site.place ?? "", site.lines ?? "", path.join("."), site.draft],
    queryFn: ({ signal }) => {
      if (site.draft) return ofDraft<Names>("names", site.draft, { path: path.join(".") }, signal);
      const asked = new URLSearchParams();
      if (site.place) asked.set("place", site.place);
      if (site.lines) asked.set("at", site.lines);
      if (path.length > 0) asked.set("path", path.join("."));
      return api.get<Names>(`/api/formulas/${form}?${asked}`, signal);
    },
    staleTime: 60_000,
    retry: false,
  });

export const checkQuery = (form: string, site: Site, text: string) =>
  queryOptions({
    queryKey: ["formula-check", form, site, text],
    queryFn: ({ signal }) =>
      site.draft
        ? ofDraft<Judged>("check", site.draft, { text }, signal)
        : api.post<Judged>(`/api/formulas/${form}/check`, { ...site, text }, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const tryQuery = (form: string, site: Site, text: string, record: string) =>
  queryOptions({
    queryKey: ["formula-try", form, site, text, record],
    queryFn: ({ signal }) =>
      api.post<Tried>(`/api/formulas/${form}/try`, { ...site, text, record }, signal),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 5_000,
  });

/** A few records to try an expression on. */
export const someRecordsQuery = (form: string, search: string) =>
  queryOptions({
    queryKey: ["try-records", form, search],
    queryFn: async ({ signal }) => {
      const ask = { columns: ["record_title"], search, limit: 20 };
      const page = await api.post<Page>(`/api/forms/${form}/query`, ask, signal);
      return page.rows.map((row) => ({ id: String(row[0]), title: String(row[2] ?? "") }));
    },
    placeholderData: keepPreviousData,
  });

export const rulesQuery = (form: string) =>
  queryOptions({
    queryKey: ["rules", form],
    queryFn: ({ signal }) => api.get<Rules>(`/api/rules/${form}`, signal),
  });

export interface RuleChange {
  changes?: Record<string, unknown>[];
  add?: Record<string, unknown>[];
  /** The version whose change is taken back; alone. */
  undo?: number;
}

export const usePlanRules = (form: string) =>
  useMutation({
    mutationFn: (body: RuleChange) => api.post<Plan>(`/api/rules/${form}/plan`, body),
  });

const AT_PLACES = ["names", "formula-check", "formula-try"];

/** What depends on definitions is asked again: that is nearly everything. */
export function useApplyRules(form: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RuleChange & { hash: string }) =>
      api.post<Applied>(`/api/rules/${form}/apply`, body),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: rulesQuery(form).queryKey });
      const places = client.getQueryData(rulesQuery(form).queryKey)?.rules.map((one) => one.place);
      const there = (place: string) =>
        !places || places.includes(place) || places.includes(place.replace(/\.where$/, ".of"));
      // Nothing is asked of a place that went with the change, though its panel is still drawn.
      const stands = ([what, of, site]: readonly unknown[]) => {
        if (of !== form || !AT_PLACES.includes(String(what))) return true;
        const place = typeof site === "string" ? site : ((site as Site | undefined)?.place ?? "");
        return place === "" || there(place);
      };
      void client.invalidateQueries({ predicate: ({ queryKey }) => stands(queryKey) });
    },
  });
}

export interface Underway {
  state: string;
  done: number;
  total: number;
  version: number | null;
  problems: { message: string }[];
}
const OVER = ["done", "refused", "cancelled"];

export const changeQuery = (id: string) =>
  queryOptions({
    queryKey: ["definition-change", id],
    queryFn: ({ signal }) => api.get<Underway>(`/api/definition-changes/${id}`, signal),
    refetchInterval: (query) => (OVER.includes(query.state.data?.state ?? "") ? false : 1_000),
  });

/** An expression of a draft in labels; the draft is only asked where it stands, not by its other steps. */
export const labelsQuery = (draft: NonNullable<Site["draft"]>, text: string) =>
  queryOptions({
    queryKey: ["draft-labels", draft.rule, draft.place, text],
    queryFn: ({ signal }) => ofDraft<Judged>("check", draft, { text }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
