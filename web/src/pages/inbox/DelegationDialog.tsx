import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { isFault } from "@/data/client.ts";
import { type Delegation, delegationsQuery, useDelegate } from "@/data/delegations.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { useNames } from "@/kits/flow/useNames.ts";
import { Bone, Person } from "@/ui/bits.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay } from "@/words/t.ts";

const DAY = "YYYY-MM-DD";

/** Who decides in my place and for how long, and for whom I decide. */
export function DelegationDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const query = useQuery(delegationsQuery);
  const nameOf = useNames(query.data?.people);
  return (
    <Dialog label={say("inbox.delegation")} className="delegation" onClose={onClose}>
      <h2>{say("inbox.delegation")}</h2>
      <p className="quiet">{say("inbox.delegationText")}</p>
      {query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Bone width="60%" />
      ) : (
        <>
          <Standing ones={query.data.mine} flows={query.data.flows} nameOf={nameOf} mine />
          <New flows={query.data.flows} />
          {query.data.to_me.length > 0 ? (
            <>
              <h3>{say("inbox.delegatedToMe")}</h3>
              <Standing ones={query.data.to_me} flows={query.data.flows} nameOf={nameOf} />
            </>
          ) : null}
        </>
      )}
      <footer>
        <Button onClick={onClose}>{say("close")}</Button>
      </footer>
    </Dialog>
  );
}

function Standing(props: {
  ones: Delegation[];
  flows: Record<string, string>;
  nameOf: (who: string | null) => string;
  mine?: boolean;
}) {
  const say = useSay();
  const tell = useTell();
  const { end } = useDelegate();
  const { ones, flows, nameOf, mine } = props;
  if (ones.length === 0) return mine ? <p>{say("inbox.noDelegation")}</p> : null;
  return (
    <ul className="delegation-list">
      {ones.map((one) => (
        <li key={one.id}>
          <Person name={nameOf(mine ? one.delegate : one.principal)} />
          <span className="grow">
            {dayjs(one.from).format("MM-DD HH:mm")} – {dayjs(one.to).format("MM-DD HH:mm")}
            <span className="quiet">
              {" "}
              {one.flows.length > 0
                ? one.flows.map((flow) => flows[flow] ?? flow).join("、")
                : say("inbox.allFlows")}
              {one.now ? "" : ` · ${say("inbox.delegationLater")}`}
            </span>
          </span>
          {mine ? (
            <Button
              size="small"
              loading={end.isPending && end.variables === one.id}
              onClick={() => void end.mutateAsync(one.id).catch(tell.fail)}
            >
              {say("inbox.delegationEnd")}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function New({ flows }: { flows: Record<string, string> }) {
  const say = useSay();
  const me = useMe();
  const { add } = useDelegate();
  const [delegate, setDelegate] = useState<string | null>(null);
  const [period, setPeriod] = useState<[Dayjs, Dayjs]>([dayjs(), dayjs().add(6, "day")]);
  const [only, setOnly] = useState<string[]>([]);
  const fault = isFault(add.error) ? add.error : null;
  // Inside a dialog of the browser's own, what drops down has to be inside too.
  const inside = (node: HTMLElement) => node.closest("dialog") ?? document.body;
  const send = () => {
    if (!delegate) return;
    const [from, to] = period;
    const today = from.isSame(dayjs(), "day");
    add.mutate(
      { delegate, from: today ? "" : from.format(DAY), to: to.format(DAY), flows: only },
      { onSuccess: () => setDelegate(null) },
    );
  };
  return (
    <fieldset className="delegation-new">
      <legend>{say("inbox.delegationNew")}</legend>
      <Select
        aria-label={say("inbox.delegate")}
        placeholder={say("inbox.delegate")}
        getPopupContainer={inside}
        showSearch={{ optionFilterProp: "label" }}
        value={delegate}
        onChange={setDelegate}
        options={me.people
          .filter((one) => one.id !== me.member.id)
          .map((one) => ({ value: one.id, label: one.name }))}
      />
      <DatePicker.RangePicker
        aria-label={say("inbox.delegationPeriod")}
        getPopupContainer={inside}
        allowClear={false}
        value={period}
        minDate={dayjs()}
        onChange={(next) => next?.[0] && next[1] && setPeriod([next[0], next[1]])}
      />
      <Select
        aria-label={say("inbox.delegationFlows")}
        placeholder={say("inbox.allFlows")}
        mode="multiple"
        getPopupContainer={inside}
        value={only}
        onChange={setOnly}
        options={Object.entries(flows).map(([value, label]) => ({ value, label }))}
      />
      <Button type="primary" disabled={!delegate} loading={add.isPending} onClick={send}>
        {say("inbox.delegationAdd")}
      </Button>
      {fault ? (
        <p role="alert" className="bad-text">
          {fault.problems.map((one) => one.message).join(" ") || fault.message}
        </p>
      ) : null}
      {add.data?.warnings.map((one) => (
        <p key={one} role="status" className="delegation-warned">
          <TriangleAlert size={14} aria-hidden /> {one}
        </p>
      ))}
    </fieldset>
  );
}
