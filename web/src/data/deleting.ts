/** Records that are deleted together with the approval that runs for them. */
import { useMutation } from "@tanstack/react-query";
import { api } from "./client.ts";
import { leaving } from "./live.ts";
import { useStale } from "./records.ts";

export function useEndAndDelete(form: string) {
  const stale = useStale(form);
  return useMutation({
    mutationFn: (id: string) =>
      api.post(`/api/forms/${form}/delete`, { ids: [id], terminate: true }),
    onMutate: (id) => void leaving.add(id),
    onError: (_error, id) => void leaving.delete(id),
    onSuccess: () => stale([]),
  });
}
