import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { Lock, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useMe } from "@/data/session.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import "@/kits/design/design.css";

/** The lists of definitions beside each other, for administrators. */
export function DesignsFrame(props: {
  newLabel?: string;
  onNew?: () => void;
  tools?: ReactNode;
  children: ReactNode;
}) {
  const say = useSay();
  const me = useMe();
  if (!me.member.is_admin)
    return (
      <StatePanel
        icon={<Lock />}
        alert
        whole
        title={say("design.denied")}
        text={say("design.deniedText")}
      />
    );
  return (
    <div className="designs">
      <header className="design-head">
        <nav className="design-tabs" aria-label={say("design.rooms")}>
          <Link to="/design/flows">{say("design.flows")}</Link>
          <Link to="/design/rules">{say("design.rules")}</Link>
          <Link to="/design/stages">{say("design.stages")}</Link>
        </nav>
        <span className="spacer" />
        {props.tools}
        {props.newLabel ? (
          <Button
            type="primary"
            aria-label={props.newLabel}
            icon={<Plus size={16} />}
            onClick={props.onNew}
          >
            <span className="wide-only">{props.newLabel}</span>
          </Button>
        ) : null}
      </header>
      {props.children}
    </div>
  );
}
