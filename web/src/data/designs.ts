/** Definitions for designers: read, planned, tried, published. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Data, Design, DesignLine, DesignPlan } from "@/model/design.ts";
import { api } from "./client.ts";

export type DesignRoom = "flows" | "rules" | "forms";

export const designsQuery = (room: DesignRoom) =>
  queryOptions({
    queryKey: ["designs", room],
    queryFn: ({ signal }) => api.get<{ designs: DesignLine[] }>(`/api/designs/${room}`, signal),
    select: (body) => body.designs,
  });

export const designQuery = (room: DesignRoom, name: string) =>
  queryOptions({
    queryKey: ["design", room, name],
    queryFn: ({ signal }) => api.get<Design>(`/api/designs/${room}/${name}`, signal),
    // What is being drawn is not drawn anew under the pen; a newer version is told when publishing.
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** The data of an earlier version. */
export const readVersion = (room: DesignRoom, name: string, version: number) =>
  api.get<Design>(`/api/designs/${room}/${name}?version=${version}`);

/** What publishing would do; `data` null takes the definition away. */
export const planQuery = (room: DesignRoom, name: string, base: number, data: Data | null) =>
  queryOptions({
    queryKey: ["design-plan", room, name, base, data],
    queryFn: ({ signal }) =>
      api.post<DesignPlan>(`/api/designs/${room}/${name}/plan`, { data, base }, signal),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 10_000,
    gcTime: 60_000,
  });

export interface Publication {
  data: Data | null;
  base: number;
  hash: string;
  note: string;
}

export function usePublish(room: DesignRoom, name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Publication) =>
      api.post<{ version: number | null; change: string | null }>(
        `/api/designs/${room}/${name}/apply`,
        body,
      ),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["designs", room] }),
        client.invalidateQueries({ queryKey: ["design", room, name] }),
      ]),
  });
}

export interface TriedWay {
  nodes: { key: string; label: string; people: string[]; state: string }[];
  /** How it ends; "" where that cannot be said. */
  ends: string;
}

export const tryFlow = (name: string, body: { data: Data; record: string; person: string }) =>
  api.post<TriedWay>(`/api/designs/flows/${name}/try`, body);
