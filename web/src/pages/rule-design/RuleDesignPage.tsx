import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { designQuery, designsQuery } from "@/data/designs.ts";
import { organisationQuery } from "@/data/people.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import type { Design } from "@/model/design.ts";
import { formWritten } from "@/model/rule-design.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { RuleDesigner } from "./RuleDesigner.tsx";
import "./rule-design.css";

/** One rule under the pen, for administrators. */
export function RuleDesignPage() {
  const say = useSay();
  const me = useMe();
  const { rule } = useParams({ from: "/design/rules/$rule" });
  const begun = useSearch({ from: "/design/rules/$rule" });
  const admin = me.member.is_admin;
  const fresh = begun.form ? newRule(rule, begun.form, begun.label ?? rule) : null;
  const design = useQuery({ ...designQuery("rules", rule), enabled: admin && !fresh });
  const people = useQuery({ ...organisationQuery, enabled: admin });
  const forms = useQuery({ ...designsQuery("forms"), enabled: admin });
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
  const error = design.error ?? people.error ?? forms.error;
  if (error) return <FaultPanel error={error} onRetry={() => void design.refetch()} />;
  const shown = fresh ?? design.data;
  if (!shown || !people.data || !forms.data) return <Bones />;
  return (
    <RuleDesigner
      key={shown.version}
      design={shown}
      organisation={people.data}
      forms={forms.data}
    />
  );
}

/** What is not published yet: when a record is made, nothing so far. */
const newRule = (name: string, form: string, label: string): Design => ({
  name,
  label,
  form,
  data: {
    label,
    when: { form: formWritten(name.split(".")[0] ?? "", form), on: "created" },
    do: [],
  },
  yaml: "",
  version: 0,
  versions: [],
  open: [],
  warnings: [],
});

function Bones() {
  return (
    <div className="design-shell" aria-busy>
      <header className="design-head">
        <Bone width="30%" />
      </header>
      <div className="recipe">
        <Bone width="60%" />
        <Bone width="60%" />
        <Bone width="60%" />
      </div>
    </div>
  );
}
