import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input, Select } from "antd";
import { Lock, Plus, Workflow } from "lucide-react";
import { useState } from "react";
import { designsQuery } from "@/data/designs.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import type { NavItem } from "@/model/api.ts";
import type { DesignLine } from "@/model/design.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay } from "@/words/t.ts";
import "@/kits/design/design.css";

/** Every approval there is, for administrators: what it belongs to, and the way to its canvas. */
export function FlowsPage() {
  const say = useSay();
  const me = useMe();
  const query = useQuery({ ...designsQuery("flows"), enabled: me.member.is_admin });
  const [making, setMaking] = useState(false);
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
  const flows = query.data;
  return (
    <div className="designs">
      <header className="design-head">
        <h1>{say("design.flows")}</h1>
        <span className="spacer" />
        <Button type="primary" icon={<Plus size={16} />} onClick={() => setMaking(true)}>
          {say("design.newFlow")}
        </Button>
      </header>
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
        <ByApp flows={flows} />
      )}
      {making ? <NewFlow flows={flows ?? []} onClose={() => setMaking(false)} /> : null}
    </div>
  );
}

function ByApp({ flows }: { flows: DesignLine[] }) {
  const me = useMe();
  const forms = useFormLabels();
  return (
    <div className="designs-list">
      {me.apps
        .filter((app) => flows.some((one) => one.app === app.key))
        .map((app) => (
          <section key={app.key}>
            <h2>{app.label}</h2>
            <ul>
              {flows
                .filter((one) => one.app === app.key)
                .map((one) => (
                  <li key={one.name}>
                    <Link
                      to="/design/flows/$flow"
                      params={{ flow: one.name }}
                      className="designs-entry"
                    >
                      <Workflow size={18} aria-hidden />
                      <span className="grow cut">
                        <b>{one.label}</b>
                        <span className="quiet">{forms.get(one.form) ?? one.form}</span>
                      </span>
                      <code className="quiet wide-only">{one.name}</code>
                    </Link>
                  </li>
                ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

/** The forms of an app's navigation, out of their groups. */
const formsOf = (nav: readonly NavItem[]): { form: string; label: string }[] =>
  nav.flatMap((one) => [
    ...(one.kind === "form" && one.form ? [{ form: one.form, label: one.label }] : []),
    ...formsOf(one.items ?? []),
  ]);

function useFormLabels(): Map<string, string> {
  const me = useMe();
  return new Map(me.apps.flatMap((app) => formsOf(app.nav)).map((one) => [one.form, one.label]));
}

/** A new flow begins as a draft on the canvas; it is there for others once it is published. */
function NewFlow({ flows, onClose }: { flows: DesignLine[]; onClose: () => void }) {
  const say = useSay();
  const me = useMe();
  const navigate = useNavigate();
  const [form, setForm] = useState<string>();
  const [label, setLabel] = useState("");
  const inside = (node: HTMLElement) => node.closest("dialog") ?? document.body;
  const begin = () => {
    if (!form) return;
    const base = `${form}_approval`;
    const taken = new Set(flows.map((one) => one.name));
    let flow = base;
    for (let n = 2; taken.has(flow); n += 1) flow = `${base}_${n}`;
    void navigate({
      to: "/design/flows/$flow",
      params: { flow },
      search: { form, label: label.trim() },
    });
  };
  return (
    <Dialog label={say("design.newFlow")} className="flow-try" onClose={onClose}>
      <h2>{say("design.newFlow")}</h2>
      <label className="design-part">
        <span>{say("design.form")}</span>
        <Select
          data-first
          getPopupContainer={inside}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={say("design.chooseForm")}
          value={form}
          onChange={setForm}
          options={me.apps.map((app) => ({
            label: app.label,
            options: formsOf(app.nav).map((one) => ({ value: one.form, label: one.label })),
          }))}
        />
      </label>
      <label className="design-part">
        <span>{say("design.name")}</span>
        <Input
          value={label}
          maxLength={60}
          onChange={(event) => setLabel(event.target.value)}
          onPressEnter={begin}
        />
      </label>
      <footer>
        <Button onClick={onClose}>{say("cancel")}</Button>
        <Button type="primary" disabled={!form || !label.trim()} onClick={begin}>
          {say("design.begin")}
        </Button>
      </footer>
    </Dialog>
  );
}
