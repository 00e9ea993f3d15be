/** Rules in force: how they fare, their runs, what one would do, their secrets. For administrators. */
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import type {
  Automation,
  DryRun,
  HookAddress,
  Picture,
  Run,
  RunWhole,
  Secrets,
} from "@/model/automations.ts";
import type { Data } from "@/model/design.ts";
import { api } from "./client.ts";

export const automationsQuery = queryOptions({
  queryKey: ["automations"],
  queryFn: ({ signal }) => api.get<{ automations: Automation[] }>("/api/automations", signal),
  select: (body) => body.automations,
  refetchInterval: 15_000,
});

export const pictureQuery = queryOptions({
  queryKey: ["automations", "picture"],
  queryFn: ({ signal }) => api.get<Picture>("/api/automations-picture", signal),
});

export const secretsQuery = queryOptions({
  queryKey: ["automations", "secrets"],
  queryFn: ({ signal }) => api.get<Secrets>("/api/rule-secrets", signal),
});

export const runsQuery = (rule: string, state: string) =>
  infiniteQueryOptions({
    queryKey: ["automations", "runs", rule, state],
    queryFn: ({ signal, pageParam }) => {
      const asked = new URLSearchParams();
      if (state) asked.set("state", state);
      if (pageParam) asked.set("before", String(pageParam));
      return api.get<{ runs: Run[]; next: number | null }>(
        `/api/automations/${rule}/runs?${asked}`,
        signal,
      );
    },
    initialPageParam: 0,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 10_000,
  });

export const runQuery = (id: number) =>
  queryOptions({
    queryKey: ["automations", "run", id],
    queryFn: ({ signal }) => api.get<RunWhole>(`/api/automation-runs/${id}`, signal),
  });

const useAfter = <T, R>(act: (of: T) => Promise<R>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: ["automations"] }),
  });
};

export const useAgain = () =>
  useAfter(({ id, from }: { id: number; from: "start" | "failed" }) =>
    api.post(`/api/automation-runs/${id}/again`, { from }),
  );
export const useCancelRun = () =>
  useAfter((id: number) => api.post(`/api/automation-runs/${id}/cancel`, {}));
export const usePause = () =>
  useAfter(({ rule, to }: { rule: string; to: "pause" | "resume" }) =>
    api.post(`/api/automations/${rule}/${to}`, {}),
  );
export const useMakeHook = () =>
  useAfter((rule: string) => api.post<HookAddress>(`/api/automations/${rule}/hook`, {}));
export const useCloseHook = () =>
  useAfter((rule: string) => api.delete(`/api/automations/${rule}/hook`));
export const useKeepSecret = () =>
  useAfter(({ name, value }: { name: string; value: string }) =>
    api.put(`/api/rule-secrets/${name}`, { value }),
  );
export const useForgetSecret = () =>
  useAfter((name: string) => api.delete(`/api/rule-secrets/${name}`));

/** What a draft would do for a record; nothing is kept, nothing is sent. */
export const tryRule = (rule: string, body: { data: Data; record?: string; brought?: Data }) =>
  api.post<DryRun>(`/api/designs/rules/${rule}/try`, body);
