/** The organisation, for administrators. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Organisation, OrgDepartment, OrgMember } from "@/model/people.ts";
import type { Demand } from "@/model/second-step.ts";
import { api } from "./client.ts";
import { sessionQuery } from "./session.ts";

export const organisationQuery = queryOptions({
  queryKey: ["organisation"],
  queryFn: ({ signal }) => api.get<Organisation>("/api/organisation", signal),
});

/** Names and departments are shown everywhere from the session, so it is asked again too. */
function useAskAgain() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: organisationQuery.queryKey }),
      client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    ]);
}

export type MemberChange = Partial<Omit<OrgMember, "id" | "login" | "language" | "second_step">>;

export function useAddMember() {
  const onSuccess = useAskAgain();
  return useMutation({
    mutationFn: (body: MemberChange & { name: string; login: string }) =>
      api.post<{ member: OrgMember; password: string }>("/api/members", body),
    onSuccess,
  });
}

/** What waits for a person in approvals, open or frozen. */
export const tasksOf = (id: string) =>
  api.get<{ tasks: number; approvals: number }>(`/api/members/${id}/tasks`);

type Changed = MemberChange & { id: string; was?: MemberChange; successor?: string };

export function useChangeMember() {
  const onSuccess = useAskAgain();
  return useMutation({
    mutationFn: ({ id, ...change }: Changed) =>
      api.patch<{ member: OrgMember; tasks?: { handed: number; left: number } }>(
        `/api/members/${id}`,
        change,
      ),
    onSuccess,
  });
}

export function useResetPassword() {
  return useMutation({
    mutationFn: (id: string) => api.post<{ password: string }>(`/api/members/${id}/password`),
  });
}

/** The person signs in with the password alone until setting it up anew. */
export function useResetSecondStep() {
  const onSuccess = useAskAgain();
  return useMutation({
    mutationFn: (id: string) =>
      api.post<{ member: OrgMember }>(`/api/members/${id}/second-step/reset`),
    onSuccess,
  });
}

export function useDemandSecondStep() {
  const onSuccess = useAskAgain();
  return useMutation({
    mutationFn: (second_step: Demand) =>
      api.patch<{ second_step: Demand }>("/api/organisation", { second_step }),
    onSuccess,
  });
}

export type DepartmentChange = Partial<Omit<OrgDepartment, "id">>;

/** A new department, or with an id a changed one. */
export function useSaveDepartment() {
  const onSuccess = useAskAgain();
  return useMutation({
    mutationFn: ({ id, ...change }: DepartmentChange & { id?: string; was?: DepartmentChange }) =>
      id
        ? api.patch<{ department: OrgDepartment }>(`/api/departments/${id}`, change)
        : api.post<{ department: OrgDepartment }>("/api/departments", change),
    onSuccess,
  });
}

/** The departments under one, or at the top, in a new order; they stand so at once. */
export function useOrderDepartments() {
  const client = useQueryClient();
  const askAgain = useAskAgain();
  return useMutation({
    mutationFn: (body: { parent: string | null; ids: string[] }) =>
      api.post("/api/departments/order", body),
    onMutate: ({ ids }) => {
      client.setQueryData(
        organisationQuery.queryKey,
        (house) =>
          house && {
            ...house,
            departments: house.departments.map((one) => {
              const position = ids.indexOf(one.id);
              return position < 0 ? one : { ...one, position };
            }),
          },
      );
    },
    onSettled: askAgain,
  });
}

export function useDeleteDepartment() {
  const onSuccess = useAskAgain();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/departments/${id}`),
    onSuccess,
  });
}
