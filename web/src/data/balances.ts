import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Ask, BalanceView, LedgerPage, Page } from "@/model/api.ts";
import { api } from "./client.ts";

/** From one day to another, both counted. */
interface Days {
  from: string;
  to: string;
}

export const balanceQuery = (name: string) =>
  queryOptions({
    queryKey: ["balance", name, "view"],
    queryFn: ({ signal }) => api.get<BalanceView>(`/api/balances/${name}`, signal),
    staleTime: 5 * 60_000,
    enabled: name !== "",
  });

/** Pages of a balance; the count and totals come with the first page only. */
export const standingsQuery = (name: string, ask: Ask & { period?: Days }) =>
  infiniteQueryOptions({
    queryKey: ["balance", name, "rows", ask],
    queryFn: ({ pageParam, signal }) => {
      const { totals, count, ...rest } = ask;
      const first = { ...rest, ...(totals ? { totals } : {}), ...(count ? { count } : {}) };
      const body = pageParam ? { ...rest, after: pageParam } : first;
      return api.post<Page>(`/api/balances/${name}/query`, body, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last: Page) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const ledgerQuery = (name: string, id: string, period: Days | null) =>
  infiniteQueryOptions({
    queryKey: ["balance", name, "ledger", id, period],
    queryFn: ({ pageParam, signal }) =>
      api.post<LedgerPage>(
        `/api/balances/${name}/ledger`,
        { id, ...(period ? { period } : {}), ...(pageParam ? { after: pageParam } : {}) },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last: LedgerPage) => last.next || undefined,
  });
