import { queryOptions } from "@tanstack/react-query";
import type { FileValue, Job, KindName, Settings, SheetFile } from "@/model/api.ts";
import { api } from "./client.ts";

function form(file: File): FormData {
  const body = new FormData();
  body.append("file", file);
  return body;
}

export const uploadSheet = (file: File) => api.post<SheetFile>("/api/sheets", form(file));

export const uploadFile = (file: File, of: string, field: string) =>
  api.post<FileValue>(`/api/files?form=${of}&field=${encodeURIComponent(field)}`, form(file));

export const fileUrl = (of: string, record: string, file: string, thumb = false) =>
  `/api/forms/${of}/records/${record}/files/${file}${thumb ? "?thumb=1" : ""}`;

export interface ImportAsk {
  sheet_file: string;
  sheet: string;
  header_row: number;
  mapping: { column: number; path: string }[];
  mode: "add" | "update" | "upsert";
  key: string[];
  parent_key?: string[];
  on_bad: "nothing" | "skip";
  dry: boolean;
}

export const startImport = (of: string, ask: ImportAsk) =>
  api.post<{ job: string }>(`/api/forms/${of}/import`, ask);

export interface NewAppAsk {
  sheet_file: string;
  sheet: string;
  header_row: number;
  app: { key?: string; label: string };
  form: { key?: string; label: string };
  fields: { column: number; label: string; kind: KindName; settings: Settings; lines?: string }[];
  import: boolean;
}

export const newFromSheet = (ask: NewAppAsk) =>
  api.post<{ plan: unknown; job?: string; form: string }>("/api/apps/new-from-sheet", ask);

const isOver = (job: Job | undefined) =>
  job?.state === "done" || job?.state === "failed" || job?.state === "stopped";

export const jobQuery = (id: string | null) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: ({ signal }) => api.get<Job>(`/api/jobs/${id}`, signal),
    enabled: id !== null,
    refetchInterval: (query) => (isOver(query.state.data) ? false : 500),
  });

export const stopJob = (id: string) => api.delete(`/api/jobs/${id}`);
