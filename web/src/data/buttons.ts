/** Rules that people set off on a record. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "./client.ts";

export interface RuleButton {
  rule: string;
  label: string;
}

/** What I could set off on the record as it is. */
export const buttonsQuery = (form: string, record: string) =>
  queryOptions({
    queryKey: ["buttons", form, record],
    queryFn: ({ signal }) =>
      api.get<{ buttons: RuleButton[] }>(`/api/forms/${form}/records/${record}/buttons`, signal),
    select: (body) => body.buttons,
  });

export function usePress(form: string, record: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ rule, key }: { rule: string; key: string }) =>
      api.once<{ ran: boolean; timing: "together" | "after" }>(
        `/api/forms/${form}/records/${record}/buttons/${rule}`,
        {},
        key,
      ),
    // A rule may write anything: what is shown is asked again, the list and its neighbours too.
    onSettled: () => void client.invalidateQueries(),
  });
}
