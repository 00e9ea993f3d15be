/** One's own sessions and API keys. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiKey, Scope, SignedInAt } from "@/model/account.ts";
import { api } from "./client.ts";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) =>
    (await api.get<{ sessions: SignedInAt[] }>("/api/sessions", signal)).sessions,
});

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: ({ signal }) => api.get<{ keys: ApiKey[]; scopes: Scope[] }>("/api/keys", signal),
});

/** One of them, or all the others. */
export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<{ ended: number }>(`/api/sessions/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export interface KeyWish {
  name: string;
  scopes: Scope[];
  days: number;
  password: string;
}

export function useAddKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: KeyWish) => api.post<{ key: ApiKey; token: string }>("/api/keys", body),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
}

export function useRevokeKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/keys/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
}
