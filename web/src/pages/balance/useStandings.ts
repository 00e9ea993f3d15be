import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { standingsQuery } from "@/data/balances.ts";
import { useListSearch } from "@/kits/go.ts";
import type { BalanceView, FieldView, Json, Test, Where } from "@/model/api.ts";
import { isTest, made, rootOf, tidy } from "@/model/where.ts";

const AHEAD = 60;
const PAGE = 100;

/** The fields of a balance that are shown, keys first. */
export const columnsOf = (view: BalanceView): FieldView[] =>
  [...view.keys, ...view.measures].flatMap(
    (key) => view.fields.find((field) => field.key === key) ?? [],
  );

const nonzeroOf = (view: BalanceView): Where => ({
  any: view.measures.map((field): Test => ({ field, op: "is_not", value: "0" })),
});

/** What the page is narrowed to, in its address: one record for a key, no zeros. */
export function useNarrowing(view: BalanceView) {
  const [search, change] = useListSearch();
  const parts = rootOf(search.where).children;
  const put = (next: Where[]) => change({ where: tidy(made("all", next)) ?? undefined }, true);
  const keyed = (key: string) => parts.find((part) => isTest(part) && part.field === key);
  const zeros = JSON.stringify(nonzeroOf(view));
  const isZeros = (part: Where) => JSON.stringify(rootOf(part).children) === zerosOf(zeros);
  return {
    search,
    change,
    valueOf: (key: string): Json => {
      const test = keyed(key);
      return test && isTest(test) ? (test.value ?? null) : null;
    },
    setKey: (field: string, value: Json) => {
      const rest = parts.filter((part) => part !== keyed(field));
      put(value === null ? rest : [...rest, { field, op: "is", value }]);
    },
    nonzero: parts.some(isZeros),
    setNonzero: (on: boolean) => {
      const rest = parts.filter((part) => !isZeros(part));
      put(on ? [...rest, nonzeroOf(view)] : rest);
    },
  };
}

const zerosOf = (whole: string) => JSON.stringify((JSON.parse(whole) as { any: Where[] }).any);

/** Pages of what stands, fetched before the reader reaches their end. */
export function useStandings(view: BalanceView) {
  const [search] = useListSearch();
  const { where, q, sort } = search;
  const ask = useMemo(
    () => ({
      columns: columnsOf(view).map((field) => field.key),
      totals: view.measures.map((path) => ({ path, fn: "sum" as const })),
      count: true,
      limit: PAGE,
      ...(where ? { where } : {}),
      ...(q ? { search: q } : {}),
      ...(sort ? { sort } : {}),
    }),
    [view, where, q, sort],
  );
  const query = useInfiniteQuery(standingsQuery(view.balance, ask));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data]);
  const onSeen = useCallback(
    (_first: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last > rows.length - AHEAD) void fetchNextPage();
    },
    [hasNextPage, isFetchingNextPage, fetchNextPage, rows.length],
  );
  return { query, rows, first: data?.pages[0], onSeen, narrowed: Boolean(where || q) };
}
