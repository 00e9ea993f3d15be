/** What waits for me, what I did, what I sent, what I was told. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import type { InboxAsk, InboxPage } from "@/model/flow.ts";
import { api } from "./client.ts";

export const inboxQuery = ({ which, flow, q }: InboxAsk) =>
  infiniteQueryOptions({
    queryKey: ["inbox", which, flow, q],
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams({ which });
      if (flow) asked.set("flow", flow);
      if (q) asked.set("q", q);
      if (pageParam) asked.set("after", pageParam);
      return api.get<InboxPage>(`/api/inbox?${asked}`, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last: InboxPage) => last.next || undefined,
    placeholderData: keepPreviousData,
  });

export interface BatchResult {
  task: string;
  status?: string;
  refused?: { code: string; message: string; problems?: { message: string }[] };
}

/** Many at once, each for itself; the key belongs to the click, not to the attempt. */
export function useBatch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...body }: { key: string; tasks: string[]; opinion: string }) =>
      api.once<{ results: BatchResult[] }>(
        "/api/tasks/batch",
        { act: "approve", opinion: body.opinion, tasks: body.tasks.map((task) => ({ task })) },
        key,
      ),
    onSettled: () => {
      for (const part of ["inbox", "approval", "flows"])
        void client.invalidateQueries({ queryKey: [part] });
    },
  });
}
