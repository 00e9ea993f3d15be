/** One approval, what is done with it, and the approvals of a record. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { named } from "@/model/anew.ts";
import type { FileValue, Preview } from "@/model/api.ts";
import type {
  ActBody,
  ActName,
  Approval,
  BatchJob,
  RecordFlows,
  RoutePreview,
  Status,
} from "@/model/flow.ts";
import { isOnTask } from "@/model/flow.ts";
import { api } from "./client.ts";
import type { PreviewAsk } from "./previews.ts";

export const approvalQuery = (instance: string, task: string) =>
  queryOptions({
    queryKey: ["approval", instance, task],
    queryFn: ({ signal }) =>
      api.get<Approval>(
        `/api/instances/${instance}${task ? `?task=${encodeURIComponent(task)}` : ""}`,
        signal,
      ),
  });

export const useApproval = (instance: string, task: string) =>
  useQuery(approvalQuery(instance, task));

/** What the fields that go with a decision would compute, and be refused for. */
export const askTaskPreview = (task: string, { set, version }: PreviewAsk, signal?: AbortSignal) =>
  api.post<Preview>(`/api/tasks/${task}/preview`, { set, version }, signal).then(named);

export const recordFlowsQuery = (form: string, id: string) =>
  queryOptions({
    queryKey: ["flows", form, id],
    queryFn: ({ signal }) => api.get<RecordFlows>(`/api/forms/${form}/records/${id}/flows`, signal),
  });

/** Many records into a flow; the id of the job that does it. */
export const startMany = (flow: string, records: string[]) =>
  api
    .post<{ job: string }>(`/api/flows/${flow}/instances/batch`, { records })
    .then((body) => body.job);

export const batchQuery = (job: string | null) =>
  queryOptions({
    queryKey: ["job", job],
    queryFn: ({ signal }) => api.get<BatchJob>(`/api/jobs/${job}`, signal),
    enabled: job !== null,
    refetchInterval: ({ state }) =>
      state.data && !["waiting", "running"].includes(state.data.state) ? false : 500,
  });

export const routeQuery = (flow: string, record: string) =>
  queryOptions({
    queryKey: ["flows", "route", flow, record],
    queryFn: ({ signal }) => api.get<RoutePreview>(`/api/flows/${flow}/preview/${record}`, signal),
    retry: false,
  });

export interface Done {
  instance: string;
  status: Status;
  rev: number;
}

function useAskAgain() {
  const client = useQueryClient();
  return (form: string, record: string) => {
    for (const key of [
      ["approval"],
      ["inbox"],
      ["flows", form, record],
      ["record", form, record],
      ["standing", form, record],
      ["rows", form],
      ["history", form, record],
      ["home"],
    ])
      void client.invalidateQueries({ queryKey: key });
  };
}

export interface ActCall {
  act: ActName;
  /** The task, or the instance, it is done with. */
  on: string;
  body: ActBody;
  key: string;
}

/** An act on a task or an instance of this record. */
export function useAct(form: string, record: string) {
  const askAgain = useAskAgain();
  return useMutation({
    mutationFn: ({ act, on, body, key }: ActCall) =>
      api.once<Done>(`/api/${isOnTask(act) ? "tasks" : "instances"}/${on}/${act}`, body, key),
    onSuccess: () => askAgain(form, record),
  });
}

export function useSubmit(form: string, record: string) {
  const askAgain = useAskAgain();
  return useMutation({
    mutationFn: ({ flow, key, ...body }: { flow: string; key: string; department?: string }) =>
      api.once<Done>(`/api/flows/${flow}/instances`, { record, ...body }, key),
    onSuccess: () => askAgain(form, record),
  });
}

export const markRead = (instance: string) => api.post(`/api/instances/${instance}/read`);

/** A signature by hand is kept for the task it is given with. */
export function uploadSignature(task: string, picture: File) {
  const body = new FormData();
  body.append("file", picture);
  return api.post<FileValue>(`/api/tasks/${task}/signature`, body);
}

export const signatureUrl = (instance: string, signature: string) =>
  `/api/instances/${instance}/signatures/${signature}`;
