/** How much waits for me: what the navigation shows, and all of approvals that comes with it. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "./client.ts";

const EVERY_MS = 60_000;

const countsQuery = queryOptions({
  queryKey: ["inbox", "counts"],
  queryFn: ({ signal }) =>
    api.get<{ todo: number; copied: number; delegated: number }>("/api/inbox/counts", signal),
  // A task that moves on to me need not change a record that I may see.
  refetchInterval: EVERY_MS,
});

/** Nothing while it is not known. */
export const useInboxCounts = () =>
  useQuery(countsQuery).data ?? { todo: 0, copied: 0, delegated: 0 };
