import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Hit, Home } from "@/model/api.ts";
import { api } from "./client.ts";

export const searchQuery = (q: string, limit: number) =>
  queryOptions({
    queryKey: ["search", q, limit],
    queryFn: ({ signal }) =>
      api.get<{ hits: Hit[] }>(`/api/search?q=${encodeURIComponent(q)}&limit=${limit}`, signal),
    enabled: q.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: ({ signal }) => api.get<Home>("/api/home", signal),
});
