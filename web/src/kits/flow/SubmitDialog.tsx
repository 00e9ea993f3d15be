import { useQuery } from "@tanstack/react-query";
import { Modal, Select } from "antd";
import { useState } from "react";
import { type Fault, isFault } from "@/data/client.ts";
import { routeQuery, useSubmit } from "@/data/flows.ts";
import { useMe } from "@/data/session.ts";
import { aheadOf } from "@/model/flow.ts";
import { Bone } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import { useTell } from "../faults/useTell.ts";
import { useKey } from "./useKey.ts";
import { useNames } from "./useNames.ts";
import { Way } from "./Way.tsx";

interface SubmitProps {
  form: string;
  record: string;
  flow: string;
  label: string;
  onClose: () => void;
}

/** The way the record would take, and the button that sends it there. */
export function SubmitDialog({ form, record, flow, label, onClose }: SubmitProps) {
  const say = useSay();
  const tell = useTell();
  const key = useKey();
  const { departments, member } = useMe();
  const route = useQuery(routeQuery(flow, record));
  const submit = useSubmit(form, record);
  const nameOf = useNames(route.data?.people);
  const [department, setDepartment] = useState<string | null>(null);
  const [refused, setRefused] = useState<Fault | null>(null);
  const asksDepartment = [refused, route.error].some(
    (one) => isFault(one) && one.code === "flow.no_department",
  );
  const send = async () => {
    const body = { flow, ...(department ? { department } : {}) };
    try {
      await submit.mutateAsync({ ...body, key: key.of(body) });
      key.done();
      tell.good(say("flow.sent"));
      onClose();
    } catch (error) {
      if (isFault(error) && error.status > 0) setRefused(error);
      else tell.fail(error);
    }
  };
  return (
    <Modal
      open
      title={label}
      okText={say("flow.submit")}
      cancelText={say("cancel")}
      okButtonProps={{
        loading: submit.isPending,
        disabled: route.isPending || (asksDepartment && !department),
      }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <p className="quiet">{say("flow.routeText")}</p>
      {refused ? (
        <p className="minus" role="alert">
          {[refused.message, ...refused.problems.map((one) => one.message)].join(" ")}
        </p>
      ) : null}
      {asksDepartment ? (
        <Select
          style={{ width: "100%", marginTop: 12 }}
          value={department}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={say("flow.department")}
          aria-label={say("flow.department")}
          options={departments.map((one) => ({ value: one.id, label: one.name }))}
          onChange={setDepartment}
        />
      ) : null}
      <div className="submit-way">
        {route.data ? (
          <Way
            steps={aheadOf(route.data.nodes)}
            nameOf={nameOf}
            from={{ who: member.id, at: null }}
            end={
              route.data.ends === "approved"
                ? { text: say("flow.willEnd"), look: "ahead" }
                : route.data.ends
                  ? { text: say("flow.willStop"), look: "bad" }
                  : null
            }
          />
        ) : route.error ? (
          <FaultPanel error={route.error} onRetry={() => void route.refetch()} />
        ) : (
          <Bone height={160} />
        )}
      </div>
    </Modal>
  );
}
