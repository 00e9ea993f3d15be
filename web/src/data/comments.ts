import {
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { Comment, HistoryEntry } from "@/model/api.ts";
import { api } from "./client.ts";

const commentsQuery = (form: string, id: string) =>
  queryOptions({
    queryKey: ["comments", form, id],
    queryFn: ({ signal }) =>
      api.get<{ comments: Comment[] }>(`/api/forms/${form}/records/${id}/comments`, signal),
  });

export const useComments = (form: string, id: string) => useQuery(commentsQuery(form, id));

export function useComment(form: string, id: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["comments", form, id] });
  const path = `/api/forms/${form}/records/${id}/comments`;
  return {
    add: useMutation({
      mutationFn: (body: { text: string; mentions: string[] }) => api.post<Comment>(path, body),
      onSuccess: refresh,
    }),
    remove: useMutation({
      mutationFn: (comment: string) => api.delete(`${path}/${comment}`),
      onSuccess: refresh,
    }),
  };
}

export const useHistory = (form: string, id: string) =>
  useInfiniteQuery({
    queryKey: ["history", form, id],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ entries: HistoryEntry[]; next: string | null }>(
        `/api/forms/${form}/records/${id}/history${pageParam ? `?after=${encodeURIComponent(pageParam)}` : ""}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
