import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RotateCcw, Stamp } from "lucide-react";
import { Fragment } from "react";
import { recordFlowsQuery, useAct, useApproval } from "@/data/flows.ts";
import { type RecordFlows as Flows, isOpen, wayOf } from "@/model/flow.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import { useTell } from "../faults/useTell.ts";
import "./flow.css";
import { FlowStatus } from "./FlowStatus.tsx";
import { useKey } from "./useKey.ts";
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

/** My decision, to be taken back while nobody has touched what came of it. */
function TakeBack({ id, form, record }: { id: string; form: string; record: string }) {
  const say = useSay();
  const tell = useTell();
  const key = useKey();
  const act = useAct(form, record);
  const task = useApproval(id, "").data?.take_back?.task;
  if (!task) return null;
  const take = () =>
    act.mutate(
      { act: "take-back", on: task, body: {}, key: key.of([task]) },
      {
        onError: tell.fail,
        onSuccess: () => {
          key.done();
          tell.good(say("flow.done.take-back"));
        },
      },
    );
  return (
    <p className="flow-back">
      <span className="quiet grow">{say("flow.takeBackText")}</span>
      <button type="button" className="button" disabled={act.isPending} onClick={take}>
        <RotateCcw size={14} aria-hidden />
        {say("flow.act.take-back")}
      </button>
    </p>
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
        <Fragment key={one.id}>
          <Card one={one} />
          {isOpen(one.status) ? <TakeBack id={one.id} form={form} record={id} /> : null}
        </Fragment>
      ))}
    </div>
  );
}
