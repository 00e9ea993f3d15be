import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { useState } from "react";
import { designsQuery } from "@/data/designs.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { ByApp } from "./ByApp.tsx";
import { DesignsFrame } from "./DesignsFrame.tsx";
import { NewDesign } from "./NewDesign.tsx";

/** Every approval there is: what it belongs to, and the way to its canvas. */
export function FlowsPage() {
  const say = useSay();
  const me = useMe();
  const navigate = useNavigate();
  const query = useQuery({ ...designsQuery("flows"), enabled: me.member.is_admin });
  const [making, setMaking] = useState(false);
  const flows = query.data;
  return (
    <DesignsFrame newLabel={say("design.newFlow")} onNew={() => setMaking(true)}>
      {query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : !flows ? (
        <div className="designs-list" aria-busy>
          <Bone width="40%" />
          <Bone width="50%" />
        </div>
      ) : flows.length === 0 ? (
        <StatePanel
          icon={<Workflow />}
          title={say("design.noFlows")}
          text={say("design.noFlowsText")}
        />
      ) : (
        <ByApp
          designs={flows}
          entry={(one, form) => (
            <Link to="/design/flows/$flow" params={{ flow: one.name }} className="designs-entry">
              <Workflow size={18} aria-hidden />
              <span className="grow cut">
                <b>{one.label}</b>
                <span className="quiet">{form}</span>
              </span>
              <code className="quiet wide-only">{one.name}</code>
            </Link>
          )}
        />
      )}
      {making ? (
        <NewDesign
          title={say("design.newFlow")}
          keyOf={(form) => `${form}_approval`}
          taken={flows ?? []}
          onBegin={(flow, form, label) =>
            void navigate({
              to: "/design/flows/$flow",
              params: { flow },
              search: { form, label },
            })
          }
          onClose={() => setMaking(false)}
        />
      ) : null}
    </DesignsFrame>
  );
}
