/** One's own second step of signing in. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { NewSecret, SecondStep } from "@/model/second-step.ts";
import { api } from "./client.ts";
import { sessionQuery } from "./session.ts";

export const secondStepQuery = queryOptions({
  queryKey: ["second-step"],
  queryFn: ({ signal }) => api.get<SecondStep>("/api/second-step", signal),
});

export function useNewSecret() {
  return useMutation({
    mutationFn: (body: { password: string } | Proof) =>
      api.post<NewSecret>("/api/second-step", body),
  });
}

/** What changed is asked again by whoever has shown the codes: asking sooner would take them away. */
export function useConfirmSecret() {
  return useMutation({
    mutationFn: (body: { code: string }) =>
      api.post<{ codes: string[] }>("/api/second-step/confirm", body),
  });
}

export interface Proof {
  password: string;
  code: string;
}

export function useNewCodes() {
  return useMutation({
    mutationFn: (body: Proof) => api.post<{ codes: string[] }>("/api/second-step/codes", body),
  });
}

export function useTurnOff() {
  const onSuccess = useSecondStepChanged();
  return useMutation({
    mutationFn: (body: Proof) => api.post<{ on: false }>("/api/second-step/off", body),
    onSuccess,
  });
}

/** The session knows whether one still has to set it up, so it is asked again too. */
export function useSecondStepChanged() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: secondStepQuery.queryKey }),
      client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    ]);
}
