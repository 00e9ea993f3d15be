import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { standingsQuery } from "@/data/balances.ts";
import { useListSearch } from "@/kits/go.ts";
import type { BalanceView, Where } from "@/model/api.ts";
import { both, plain, tidy } from "@/model/where.ts";
import { type Period, readPeriod, writePeriod } from "./period.ts";
import { columnsOf, nonzero, numbersOf, standingOnly, standingSorts } from "./shape.ts";

const AHEAD = 60;
const PAGE = 100;
const NONZERO = "nonzero";
const UNSORTED: string[] = [];

/** What the page shows, as its address says: the period, what it is narrowed to, the order. */
export function useShown(view: BalanceView) {
  const [search, change] = useListSearch();
  const period = useMemo(() => readPeriod(view, search.view), [view, search.view]);
  return {
    search,
    change,
    period,
    where: tidy(search.where),
    sort: search.sort ?? UNSORTED,
    nonzero: search.tab === NONZERO,
    setWhere: (where: Where | null) => change({ where: where ?? undefined }, true),
    setSort: (sort: string[]) => change({ sort: sort.length ? sort : undefined }, true),
    setNonzero: (on: boolean) => change({ tab: on ? NONZERO : undefined }, true),
    setPeriod: (next: Period | null) =>
      change({
        view: next ? writePeriod(next) : undefined,
        // Other columns stand there now.
        ...(next?.measure === period?.measure
          ? {}
          : { where: standingOnly(search.where), sort: standingSorts(search.sort) }),
      }),
  };
}

export type Shown = ReturnType<typeof useShown>;

/** What the page asks the server. */
export function useAsk(view: BalanceView, shown: Shown) {
  const { period, nonzero: narrowed, search, sort } = shown;
  return useMemo(() => {
    const numbers = numbersOf(view, period);
    const where = both(search.where, narrowed ? nonzero(numbers) : null);
    return {
      columns: columnsOf(view, period).map((field) => field.key),
      totals: numbers.map(({ key: path }) => ({ path, fn: "sum" as const })),
      count: true,
      limit: PAGE,
      ...(where ? { where: plain(where) } : {}),
      ...(search.q ? { search: search.q } : {}),
      ...(sort.length ? { sort } : {}),
      ...(period ? { period: { from: period.from, to: period.to } } : {}),
    };
  }, [view, period, narrowed, search.where, search.q, sort]);
}

/** Pages of what stands, fetched before the reader reaches their end. */
export function useStandings(view: BalanceView, ask: ReturnType<typeof useAsk>) {
  const query = useInfiniteQuery(standingsQuery(view.balance, ask));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data]);
  const onSeen = useCallback(
    (_first: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last > rows.length - AHEAD) void fetchNextPage();
    },
    [hasNextPage, isFetchingNextPage, fetchNextPage, rows.length],
  );
  return { query, rows, first: data?.pages[0], onSeen };
}
