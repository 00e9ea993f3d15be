import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Milestone } from "lucide-react";
import { designsQuery } from "@/data/designs.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { ByApp } from "./ByApp.tsx";
import { DesignsFrame } from "./DesignsFrame.tsx";

/** Every pipeline there is: whose it is, and the way to its stages. */
export function StagesListPage() {
  const say = useSay();
  const me = useMe();
  const query = useQuery({ ...designsQuery("forms"), enabled: me.member.is_admin });
  const lines = (query.data ?? []).flatMap((form) =>
    (form.stages ?? []).map((stage) => ({
      ...form,
      name: `${form.name}.${stage.key}`,
      field: stage.key,
      label: stage.label,
    })),
  );
  return (
    <DesignsFrame>
      {query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <div className="designs-list" aria-busy>
          <Bone width="40%" />
        </div>
      ) : lines.length === 0 ? (
        <StatePanel
          icon={<Milestone />}
          title={say("design.noStages")}
          text={say("design.noStagesText")}
        />
      ) : (
        <ByApp
          designs={lines}
          entry={(one, form) => (
            <Link
              to="/design/stages/$form/$field"
              params={{ form: one.form, field: one.field }}
              className="designs-entry"
            >
              <Milestone size={18} aria-hidden />
              <span className="grow cut">
                <b>{form}</b>
                <span className="quiet">{one.label}</span>
              </span>
              <code className="quiet wide-only">{one.name}</code>
            </Link>
          )}
        />
      )}
    </DesignsFrame>
  );
}
