import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { designQuery } from "@/data/designs.ts";
import { useForm } from "@/data/forms.ts";
import { organisationQuery } from "@/data/people.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import type { Design } from "@/model/design.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { FlowDesigner } from "./FlowDesigner.tsx";
import "./flow-design.css";

/** One flow on its canvas, for administrators. */
export function FlowDesignPage() {
  const say = useSay();
  const me = useMe();
  const { flow } = useParams({ from: "/design/flows/$flow" });
  const begun = useSearch({ from: "/design/flows/$flow" });
  const admin = me.member.is_admin;
  const fresh = begun.form ? newFlow(flow, begun.form, begun.label ?? flow) : null;
  const design = useQuery({ ...designQuery("flows", flow), enabled: admin && !fresh });
  const people = useQuery({ ...organisationQuery, enabled: admin });
  if (!admin)
    return (
      <StatePanel
        icon={<Lock />}
        alert
        whole
        title={say("design.denied")}
        text={say("design.deniedText")}
      />
    );
  const error = design.error ?? people.error;
  if (error) return <FaultPanel error={error} onRetry={() => void design.refetch()} />;
  const shown = fresh ?? design.data;
  if (!shown || !people.data) return <Bones />;
  return <WithForm key={shown.version} design={shown} organisation={people.data} />;
}

/** What is not published yet: one node, in which the submitter's superior decides. */
const newFlow = (name: string, form: string, label: string): Design => ({
  name,
  label,
  form,
  data: {
    label,
    form: form.split(".")[0] === name.split(".")[0] ? (form.split(".")[1] ?? form) : form,
    nodes: [],
  },
  yaml: "",
  version: 0,
  versions: [],
  open: [],
  warnings: [],
});

function WithForm(props: Omit<Parameters<typeof FlowDesigner>[0], "form">) {
  const form = useForm(props.design.form);
  if (form.error) return <FaultPanel error={form.error} onRetry={() => void form.refetch()} />;
  return form.data ? <FlowDesigner {...props} form={form.data} /> : <Bones />;
}

function Bones() {
  return (
    <div className="design-shell" aria-busy>
      <header className="design-head">
        <Bone width="30%" />
      </header>
      <div className="flow-bones">
        <Bone width="216px" />
        <Bone width="216px" />
        <Bone width="216px" />
      </div>
    </div>
  );
}
