import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { rowsQuery } from "@/data/records.ts";
import type { Ask, Page, Row } from "@/model/api.ts";

const AHEAD = 60;

export interface Rows {
  rows: Row[];
  /** Rows plus the place holders of those on their way. */
  count: number;
  first: Page | undefined;
  total: Page["count"];
  pending: boolean;
  stale: boolean;
  error: Error | null;
  retry: () => void;
  onSeen: (first: number, last: number) => void;
}

/** Pages by cursor, fetched before the reader reaches their end. */
export function useRows(form: string, ask: Ask): Rows {
  const query = useInfiniteQuery(rowsQuery(form, ask));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data]);
  const onSeen = useCallback(
    (_first: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last > rows.length - AHEAD) void fetchNextPage();
    },
    [hasNextPage, isFetchingNextPage, fetchNextPage, rows.length],
  );
  const first = data?.pages[0];
  return {
    rows,
    count: rows.length + (hasNextPage ? 8 : 0),
    first,
    total: first?.count ?? null,
    pending: query.isPending,
    stale: query.isPlaceholderData,
    error: query.error,
    retry: () => void query.refetch(),
    onSeen,
  };
}
