/** What I am told: the list, how many are unread, what I want to hear. */
import {
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { NoticePage, NoticeWishes } from "@/model/notices.ts";
import { api } from "./client.ts";

const countsQuery = queryOptions({
  queryKey: ["notices", "counts"],
  queryFn: ({ signal }) => api.get<{ unread: number }>("/api/notices/counts", signal),
});

export const useUnread = (): number => useQuery(countsQuery).data?.unread ?? 0;

export const useNotices = (unread: boolean) =>
  useInfiniteQuery({
    queryKey: ["notices", "list", unread],
    queryFn: ({ pageParam, signal }) =>
      api.get<NoticePage>(
        `/api/notices?unread=${unread ? 1 : 0}${pageParam ? `&after=${pageParam}` : ""}`,
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
  });

/** These were read, or all of them. */
export function useReadNotices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly number[] | "all") =>
      api.post("/api/notices/read", ids === "all" ? { all: true } : { ids }),
    onSettled: () => client.invalidateQueries({ queryKey: ["notices"] }),
  });
}

export const wishesQuery = queryOptions({
  queryKey: ["notice-wishes"],
  queryFn: ({ signal }) => api.get<NoticeWishes>("/api/notices/preferences", signal),
});

export function useWish() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: Partial<NoticeWishes>) => api.put("/api/notices/preferences", wish),
    onSettled: () => client.invalidateQueries({ queryKey: wishesQuery.queryKey }),
  });
}
