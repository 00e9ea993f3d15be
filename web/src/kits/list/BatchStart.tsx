import { useQueries, useQuery } from "@tanstack/react-query";
import { Modal, Select } from "antd";
import { useState } from "react";
import { batchQuery, recordFlowsQuery, startMany } from "@/data/flows.ts";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";

/** The ticked records into a flow, by a job; who was refused is named with the reason. */
export function BatchStart(props: {
  form: string;
  ids: string[];
  onClose: (done: boolean) => void;
}) {
  const say = useSay();
  const tell = useTell();
  const { form, ids, onClose } = props;
  const { offered, pending } = useOffered(form, ids);
  const [chosen, setChosen] = useState<string>();
  const [asked, setAsked] = useState<string | null>(null);
  const job = useQuery(batchQuery(asked)).data;
  const flow = chosen ?? offered[0]?.flow;
  const over = job !== undefined && job.state !== "waiting" && job.state !== "running";
  const problems = job?.result?.problems ?? [];
  const start = () => {
    if (flow) startMany(flow, ids).then(setAsked, tell.fail);
  };
  return (
    <Modal
      open
      title={say("batch.startTitle", { n: ids.length })}
      okText={say(asked ? "close" : "batch.start")}
      cancelText={say("cancel")}
      okButtonProps={{ disabled: asked ? !over : !flow }}
      cancelButtonProps={asked ? { style: { display: "none" } } : {}}
      onOk={() => (asked ? onClose(true) : start())}
      onCancel={() => onClose(asked !== null)}
    >
      {asked ? (
        <div role="status">
          <p>
            {over
              ? say("batch.started", { n: job.result?.started ?? 0 })
              : say("batch.starting", { done: job?.done ?? 0, total: ids.length })}
          </p>
          {problems.length > 0 ? (
            <ul style={{ maxHeight: 240, overflow: "auto", paddingLeft: 18 }}>
              {problems.slice(0, 50).map((one, index) => (
                <li key={one.record ?? index}>
                  <b>{one.title}</b> {one.message}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : pending ? null : offered.length === 0 ? (
        <p className="quiet">{say("batch.noFlow")}</p>
      ) : (
        <label style={{ display: "grid", gap: 6 }}>
          <span>{say("batch.flow")}</span>
          <Select
            value={flow ?? null}
            onChange={(next) => setChosen(next ?? undefined)}
            options={offered.map((one) => ({ value: one.flow, label: one.label }))}
          />
        </label>
      )}
    </Modal>
  );
}

const LOOKED_AT = 10;

/** The flows that one of the first records could go into now. */
function useOffered(form: string, ids: readonly string[]) {
  return useQueries({
    queries: ids.slice(0, LOOKED_AT).map((id) => recordFlowsQuery(form, id)),
    combine: (answers) => {
      const every = answers.flatMap((one) => one.data?.submit ?? []);
      return {
        offered: [...new Map(every.map((one) => [one.flow, one])).values()],
        pending: every.length === 0 && answers.some((one) => one.isPending),
      };
    },
  });
}
