import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Stamp } from "lucide-react";
import { recordFlowsQuery, useApproval } from "@/data/flows.ts";
import { type RecordFlows as Flows, isOpen, wayOf } from "@/model/flow.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import "./flow.css";
import { FlowStatus } from "./FlowStatus.tsx";
import { useMoment } from "./useMoment.ts";
import { useNames } from "./useNames.ts";
import { Way } from "./Way.tsx";

type One = Flows["instances"][number];

/** The way of an approval that is under way. */
function OpenWay({ id }: { id: string }) {
  const found = useApproval(id, "");
  const nameOf = useNames(found.data?.people);
  if (found.error) return null;
  if (!found.data) return <Bone height={90} />;
  const { initiator, submitted_at } = found.data.instance;
  return (
    <Way
      steps={wayOf(found.data)}
      nameOf={nameOf}
      instance={id}
      from={{ who: initiator, at: submitted_at }}
    />
  );
}

function Card({ one }: { one: One }) {
  const moment = useMoment();
  return (
    <Link to="/approvals/$instance" params={{ instance: one.id }} search={{}} className="flow-one">
      <span className="flow-one-head">
        <strong className="cut grow">{one.label}</strong>
        <FlowStatus status={one.status} />
      </span>
      <span className="quiet row-flex">
        {one.code ? <span className="num">{one.code}</span> : null}
        <time className="num" title={moment.exact(one.submitted_at)}>
          {moment.near(one.submitted_at)}
        </time>
      </span>
      {isOpen(one.status) ? <OpenWay id={one.id} /> : null}
    </Link>
  );
}

/** The approvals of a record, newest first. */
export function RecordFlows({ form, id }: { form: string; id: string }) {
  const say = useSay();
  const flows = useQuery(recordFlowsQuery(form, id));
  if (flows.error) return <FaultPanel error={flows.error} onRetry={() => void flows.refetch()} />;
  if (!flows.data) return <Bone height={90} />;
  const { instances, submit } = flows.data;
  if (instances.length === 0)
    return (
      <StatePanel
        icon={<Stamp />}
        title={say("flow.none")}
        text={say(submit.length ? "flow.noneText" : "flow.noneNow")}
      />
    );
  return (
    <div className="flow-list">
      {instances.map((one) => (
        <Card key={one.id} one={one} />
      ))}
    </div>
  );
}
