/** 委托: new approvals of one person go to another for a period. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "./client.ts";

export interface Delegation {
  id: string;
  principal: string;
  delegate: string;
  from: string;
  to: string;
  /** In force already. */
  now: boolean;
  flows: string[];
  departments: string[];
}
export interface Delegations {
  mine: Delegation[];
  to_me: Delegation[];
  /** Every flow, by name. */
  flows: Record<string, string>;
  people: Record<string, string>;
}

export const delegationsQuery = queryOptions({
  queryKey: ["delegations"],
  queryFn: ({ signal }) => api.get<Delegations>("/api/delegations", signal),
});

export interface NewDelegation {
  delegate: string;
  from: string;
  to: string;
  flows: string[];
}

export function useDelegate() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: delegationsQuery.queryKey });
  const add = useMutation({
    mutationFn: (body: NewDelegation) =>
      api.post<{ id: string; warnings: string[] }>("/api/delegations", body),
    onSuccess,
  });
  const end = useMutation({
    mutationFn: (id: string) => api.delete<{ ended: number }>(`/api/delegations/${id}`),
    onSuccess,
  });
  return { add, end };
}
