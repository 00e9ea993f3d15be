import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Me } from "@/model/api.ts";
import type { Challenge } from "@/model/second-step.ts";
import { api } from "./client.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => api.get<Me>("/api/session", signal),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

const NOBODY: Me = {
  member: {
    id: "",
    name: "",
    login: "",
    is_admin: false,
    roles: [],
    department: null,
    language: "zh",
  },
  workspace: { name: "", zone: "" },
  version: 0,
  apps: [],
  people: [],
  departments: [],
};

/** Who I am and what I may open. Pages are only drawn when signed in. */
export function useMe(): Me {
  return useQuery(sessionQuery).data ?? NOBODY;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { login: string; password: string }) =>
      api.post<Me | { second_step: Challenge }>("/api/session", body),
    onSuccess: (answer) => {
      if ("member" in answer) client.setQueryData(sessionQuery.queryKey, answer);
    },
  });
}

/** The second of the two steps, for who has turned it on. */
export function useSecondStepSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { challenge: string; code: string }) =>
      api.post<Me>("/api/session/second-step", body),
    onSuccess: (me) => client.setQueryData(sessionQuery.queryKey, me),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete("/api/session"),
    // The session is asked again, so that whoever shows it hears of its end; clearing it away tells nobody.
    onSettled: async () => {
      await client.resetQueries({ queryKey: sessionQuery.queryKey });
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
    },
  });
}

export function useChangeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { language: "zh" | "en" } | { old_password: string; password: string }) =>
      api.patch<Me | null>("/api/session", body),
    // Labels of apps, forms and fields come in the session's language.
    onSuccess: () => client.invalidateQueries(),
  });
}
