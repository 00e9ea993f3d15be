/** Stages of a record, acts on their tasks, the tasks that wait for me. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { MyTask, StageBar } from "@/model/stages.ts";
import { api } from "./client.ts";

/** Below the record's own key: whatever makes the record ask again makes its stages ask again. */
export const stagesQuery = (form: string, id: string) =>
  queryOptions({
    queryKey: ["record", form, id, "stages"],
    queryFn: ({ signal }) =>
      api
        .get<{ fields: StageBar[] }>(`/api/forms/${form}/records/${id}/stages`, signal)
        .then((answer) => answer.fields),
    enabled: form !== "" && id !== "",
    staleTime: 2_000,
  });

/** Below the workbench's key, for the same reason. */
export const myTasksQuery = queryOptions({
  queryKey: ["home", "stage-tasks"],
  queryFn: ({ signal }) =>
    api.get<{ tasks: MyTask[] }>("/api/stage-tasks", signal).then((answer) => answer.tasks),
});

export interface TaskAct {
  task: string;
  act: "done" | "skip" | "assign";
  result?: string;
  who?: string;
}

export function useTaskAct(form: string, record: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ task, ...body }: TaskAct) =>
      api.post<{ fields: StageBar[] }>(`/api/stage-tasks/${task}`, body),
    onSuccess: ({ fields }) => {
      client.setQueryData(stagesQuery(form, record).queryKey, fields);
      void client.invalidateQueries({ queryKey: ["home"] });
      void client.invalidateQueries({ queryKey: ["history", form] });
    },
  });
}
