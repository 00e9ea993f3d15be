/** What saving would compute, refuse and allow; nothing is written. */
import { queryOptions } from "@tanstack/react-query";
import { named } from "@/model/anew.ts";
import type { Preview, Values } from "@/model/api.ts";
import { api } from "./client.ts";

export interface PreviewAsk {
  id?: string;
  version?: number;
  set: Values;
  /** Fields whose default is taken anew. */
  refresh?: string[];
}

export const askPreview = (form: string, body: PreviewAsk, signal?: AbortSignal) =>
  api.post<Preview>(`/api/forms/${form}/preview`, body, signal).then(named);

/** What the defaults would be if they were taken again now. */
export const anewQuery = (form: string, body: PreviewAsk) =>
  queryOptions({
    queryKey: ["anew", form, body],
    queryFn: ({ signal }) => askPreview(form, body, signal),
    retry: false,
  });

/** What the rules allow of a record as it is stored. */
export const standingQuery = (form: string, id: string, version: number) =>
  queryOptions({
    queryKey: ["standing", form, id, version],
    queryFn: ({ signal }) => askPreview(form, { id, version, set: {} }, signal),
    staleTime: 10_000,
    retry: false,
  });
