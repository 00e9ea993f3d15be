import {
  queryOptions,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { FieldView, FormView, View } from "@/model/api.ts";
import { api } from "./client.ts";

export const formQuery = (form: string) =>
  queryOptions({
    queryKey: ["form", form],
    queryFn: async ({ client, queryKey, signal }) => {
      const before = client.getQueryData<FormView>(queryKey);
      const now = await api.get<FormView>(`/api/forms/${form}`, signal);
      // The last value is made: what is shown may still be the old ones.
      if (refreshes(before?.fields) && !refreshes(now.fields))
        for (const shown of ["rows", "record"])
          void client.invalidateQueries({ queryKey: [shown, form] });
      return now;
    },
    staleTime: 5 * 60_000,
    // While values are made anew the marks on the fields move.
    refetchInterval: ({ state }) => (refreshes(state.data?.fields) ? 5_000 : false),
    enabled: form !== "",
  });

const refreshes = (fields: readonly FieldView[] = []): boolean =>
  fields.some((field) => field.refreshing !== undefined || refreshes(field.fields));

export const useForm = (form: string) => useQuery(formQuery(form));

/** Several definitions by name; those still on their way are missing from the map. */
export function useForms(names: readonly string[]): Map<string, FormView> {
  return useQueries({
    queries: names.map((name) => formQuery(name)),
    combine: (results) =>
      new Map(results.flatMap(({ data }) => (data ? [[data.form, data] as const] : []))),
  });
}

export function useSaveView(form: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...view }: Omit<View, "id" | "mine" | "key"> & { id?: string }) =>
      id
        ? api.put<View>(`/api/forms/${form}/views/${id}`, { id, ...view })
        : api.post<View>(`/api/forms/${form}/views`, view),
    onSuccess: () => client.invalidateQueries({ queryKey: ["form", form] }),
  });
}

export function useDeleteView(form: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/forms/${form}/views/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["form", form] }),
  });
}
