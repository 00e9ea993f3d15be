import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type {
  Ask,
  Group,
  Page,
  Problem,
  RecordData,
  Row,
  Total,
  Values,
  Where,
} from "@/model/api.ts";
import { api } from "./client.ts";

/** Pages of rows; the count and totals come with the first page only. */
export const rowsQuery = (form: string, ask: Ask) =>
  infiniteQueryOptions({
    queryKey: ["rows", form, ask],
    queryFn: ({ pageParam, signal }) => {
      const { totals, count, ...rest } = ask;
      const first = { ...rest, ...(totals ? { totals } : {}), ...(count ? { count } : {}) };
      return api.post<Page>(
        `/api/forms/${form}/query`,
        pageParam ? { ...rest, after: pageParam } : first,
        signal,
      );
    },
    initialPageParam: "",
    getNextPageParam: (last: Page) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: form !== "" && ask.columns.length > 0,
  });

export const pageQuery = (form: string, ask: Ask) =>
  queryOptions({
    queryKey: ["rows", form, "page", ask],
    queryFn: ({ signal }) => api.post<Page>(`/api/forms/${form}/query`, ask, signal),
    enabled: form !== "" && ask.columns.length > 0,
  });

export interface GroupAsk {
  by: string | [string, string];
  bucket?: "day" | "week" | "month" | "quarter" | "year";
  where?: Where;
  search?: string;
  totals: Total[];
  limit?: number;
}

export const groupsQuery = (form: string, ask: GroupAsk | null) =>
  queryOptions({
    queryKey: ["rows", form, "groups", ask],
    queryFn: ({ signal }) =>
      api.post<{ groups: Group[]; more: boolean }>(`/api/forms/${form}/groups`, ask, signal),
    enabled: ask !== null,
    placeholderData: keepPreviousData,
  });

export const recordQuery = (form: string, id: string) =>
  queryOptions({
    queryKey: ["record", form, id],
    queryFn: ({ signal }) => api.get<RecordData>(`/api/forms/${form}/records/${id}`, signal),
    enabled: form !== "" && id !== "",
  });

export const useRecord = (form: string, id: string) => useQuery(recordQuery(form, id));

export interface Change {
  id: string;
  version?: number;
  set: Values;
}
export interface EachAnswer {
  saved: RecordData[];
  failed: { id: string; problems: Problem[] }[];
}

/** What shows records of this form must ask again. */
export function useStale(form: string) {
  const client = useQueryClient();
  return (ids: readonly string[]) => {
    for (const id of ids) void client.invalidateQueries({ queryKey: ["record", form, id] });
    void client.invalidateQueries({ queryKey: ["rows", form] });
    void client.invalidateQueries({ queryKey: ["history", form] });
    void client.invalidateQueries({ queryKey: ["home"] });
  };
}

export function useCreate(form: string) {
  const stale = useStale(form);
  return useMutation({
    mutationFn: (records: { id?: string; set: Values }[]) =>
      api.post<{ saved: RecordData[] }>(`/api/forms/${form}/records`, { records }),
    onSuccess: () => stale([]),
  });
}

export function useSave(form: string) {
  const client = useQueryClient();
  const stale = useStale(form);
  return useMutation({
    mutationFn: (change: Change) =>
      api.patch<{ saved: RecordData[] }>(`/api/forms/${form}/records?whole=1`, {
        records: [change],
      }),
    onSuccess: ({ saved }) => {
      for (const record of saved)
        client.setQueryData(recordQuery(form, record.id).queryKey, record);
      stale(saved.map((record) => record.id));
    },
  });
}

/** Many small changes in one call; the good ones are saved, the others come back with their problems. */
export const patchEach = (form: string, records: Change[]) =>
  api.patch<EachAnswer>(`/api/forms/${form}/records?whole=1`, { records, each: true });

export function useBulk(form: string) {
  const stale = useStale(form);
  const done = (_answer: unknown, ids: string[]) => stale(ids);
  // A deleted record is not there any more: nothing asks for it again, lists do.
  const gone = (_answer: unknown, _ids: string[]) => stale([]);
  return {
    remove: useMutation({
      mutationFn: (ids: string[]) =>
        api.post<{ deleted: number }>(`/api/forms/${form}/delete`, { ids }),
      onSuccess: gone,
    }),
    restore: useMutation({
      mutationFn: (ids: string[]) => api.post(`/api/forms/${form}/restore`, { ids }),
      onSuccess: done,
    }),
    purge: useMutation({
      mutationFn: (ids: string[]) => api.post(`/api/forms/${form}/purge`, { ids }),
      onSuccess: done,
    }),
    change: useMutation({
      mutationFn: ({ ids, set }: { ids: string[]; set: Values }) =>
        patchEach(
          form,
          ids.map((id) => ({ id, set })),
        ),
      onSuccess: (_answer, { ids }) => stale(ids),
    }),
  };
}

/** The record as it stands in the form, and the row of its lines that asks. */
export interface PickDraft {
  id?: string;
  version?: number;
  set: Values;
  row?: string;
}
export interface PickAnswer {
  options: { id: string; title: string; facts: string[] }[];
  may_create: boolean;
}

export const pickQuery = (
  place: string,
  field: string,
  search: string,
  draft: PickDraft | undefined,
) =>
  queryOptions({
    queryKey: ["pick", place, field, search, draft],
    queryFn: ({ signal }) =>
      api.post<PickAnswer>(
        `/api/${place}/pick`,
        { field, limit: 30, ...(search ? { search } : {}), ...draft },
        signal,
      ),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

export async function download(
  path: string,
  ask: { format: "xlsx" | "csv"; [more: string]: unknown },
) {
  const { blob, name } = await api.download(`/api/${path}`, ask);
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name ?? ask.format;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export type { Row };
