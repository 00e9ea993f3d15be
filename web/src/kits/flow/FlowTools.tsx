import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { recordFlowsQuery } from "@/data/flows.ts";
import { useSay } from "@/words/t.ts";
import "./flow.css";
import { FlowStatus } from "./FlowStatus.tsx";
import { RuleButtons } from "./RuleButtons.tsx";
import { SubmitButtons } from "./SubmitButtons.tsx";

/** In the head of a record: how its latest approval stands, and sending it into one. */
export function FlowTools(props: {
  form: string;
  record: string;
  touched: boolean;
  flowed: boolean;
}) {
  const { form, record, touched, flowed } = props;
  const say = useSay();
  const flows = useQuery({ ...recordFlowsQuery(form, record), enabled: flowed });
  const [latest] = flows.data?.instances ?? [];
  return (
    <div className="flow-tools">
      {latest ? (
        <Link
          to="/approvals/$instance"
          params={{ instance: latest.id }}
          search={{}}
          className="flow-chip"
          title={say("flow.openApproval", { flow: latest.label })}
        >
          <FlowStatus status={latest.status} />
        </Link>
      ) : null}
      {latest?.mine && latest.status === "returned" ? (
        <Link
          to="/approvals/$instance"
          params={{ instance: latest.id }}
          search={{}}
          className="button primary"
        >
          {say("flow.act.resubmit")}
        </Link>
      ) : null}
      <RuleButtons form={form} record={record} touched={touched} />
      <SubmitButtons
        form={form}
        record={record}
        flows={flows.data?.submit ?? []}
        touched={touched}
      />
    </div>
  );
}
