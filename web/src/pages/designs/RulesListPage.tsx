import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Zap } from "lucide-react";
import { useState } from "react";
import { designsQuery } from "@/data/designs.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { ByApp } from "./ByApp.tsx";
import { DesignsFrame } from "./DesignsFrame.tsx";
import { NewDesign } from "./NewDesign.tsx";

/** Every rule there is: what it belongs to, and the way to its designer. */
export function RulesListPage() {
  const say = useSay();
  const me = useMe();
  const navigate = useNavigate();
  const query = useQuery({ ...designsQuery("rules"), enabled: me.member.is_admin });
  const [making, setMaking] = useState(false);
  const rules = query.data;
  return (
    <DesignsFrame newLabel={say("design.newRule")} onNew={() => setMaking(true)}>
      {query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : !rules ? (
        <div className="designs-list" aria-busy>
          <Bone width="40%" />
          <Bone width="50%" />
        </div>
      ) : rules.length === 0 ? (
        <StatePanel icon={<Zap />} title={say("design.noRules")} text={say("design.noRulesText")} />
      ) : (
        <ByApp
          designs={rules}
          entry={(one, form) => (
            <Link to="/design/rules/$rule" params={{ rule: one.name }} className="designs-entry">
              <Zap size={18} aria-hidden />
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
          title={say("design.newRule")}
          keyOf={(form) => `${form}_rule`}
          taken={rules ?? []}
          onBegin={(rule, form, label) =>
            void navigate({
              to: "/design/rules/$rule",
              params: { rule },
              search: { form, label },
            })
          }
          onClose={() => setMaking(false)}
        />
      ) : null}
    </DesignsFrame>
  );
}
