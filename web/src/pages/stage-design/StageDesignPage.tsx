import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { designQuery } from "@/data/designs.ts";
import { formQuery } from "@/data/forms.ts";
import { organisationQuery } from "@/data/people.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { StageDesigner } from "./StageDesigner.tsx";
import "./stage-design.css";

/** The stages of one form, for administrators. */
export function StageDesignPage() {
  const say = useSay();
  const me = useMe();
  const { form: name, field } = useParams({ from: "/design/stages/$form/$field" });
  const admin = me.member.is_admin;
  const design = useQuery({ ...designQuery("forms", name), enabled: admin });
  const form = useQuery({ ...formQuery(name), enabled: admin });
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
  const error = design.error ?? form.error ?? people.error;
  if (error) return <FaultPanel error={error} onRetry={() => void design.refetch()} />;
  if (!design.data || !form.data || !people.data)
    return (
      <div className="design-shell" aria-busy>
        <header className="design-head">
          <Bone width="30%" />
        </header>
        <div className="stages-canvas">
          <Bone height={160} />
        </div>
      </div>
    );
  return (
    <StageDesigner
      key={design.data.version}
      design={design.data}
      form={form.data}
      field={field}
      organisation={people.data}
    />
  );
}
