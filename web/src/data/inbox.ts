/** What waits for me, what I did, what I sent, what I was told. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { InboxAsk, InboxCounts, InboxPage } from "@/model/flow.ts";
import { api } from "./client.ts";

const EVERY_MS = 60_000;

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

const countsQuery = queryOptions({
  queryKey: ["inbox", "counts"],
  queryFn: ({ signal }) => api.get<InboxCounts>("/api/inbox/counts", signal),
  // A task that moves on to me need not change a record that I may see.
  refetchInterval: EVERY_MS,
});

/** How many wait; nothing while it is not known. */
export const useInboxCounts = (): InboxCounts =>
  useQuery(countsQuery).data ?? { todo: 0, copied: 0 };

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
