import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { TriedWay } from "@/data/designs.ts";
import { DesignShell, useChecked } from "@/kits/design/DesignShell.tsx";
import { useDraft } from "@/kits/design/useDraft.ts";
import type { FormView } from "@/model/api.ts";
import { at, type Data, type Design, pathOf } from "@/model/design.ts";
import { nodesOf, placeOf } from "@/model/flow-design.ts";
import type { Organisation } from "@/model/people.ts";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay } from "@/words/t.ts";
import { Canvas } from "./Canvas.tsx";
import { DesignContext } from "./context.ts";
import { Panel } from "./Panel.tsx";
import { TryDialog } from "./TryDialog.tsx";

/** The canvas, the panel of what is chosen, and the way to publishing. */
export function FlowDesigner({
  design,
  form,
  organisation,
}: {
  design: Design;
  form: FormView;
  organisation: Organisation;
}) {
  const narrow = useNarrow();
  const draft = useDraft(design.data);
  const [chosen, setChosen] = useState("");
  const [trying, setTrying] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [way, setWay] = useState<TriedWay | null>(null);
  const [done, setDone] = useState<"published" | "gone" | "">("");
  const navigate = useNavigate();
  const { data } = draft;
  // Left only when the draft counts as settled, so that nobody is asked about it.
  useEffect(() => {
    if (done === "gone") void navigate({ to: "/design/flows" });
    if (done === "published")
      void navigate({
        to: "/design/flows/$flow",
        params: { flow: design.name },
        search: {},
        replace: true,
      });
    setDone("");
  }, [done, design.name, navigate]);
  const checked = useChecked("flows", design, draft);
  const { problems } = checked;
  const marks = useMemo(
    () => new Set(problems.map((one) => placeOf(data, one.place)).filter(Boolean)),
    [problems, data],
  );
  const change = (next: Data) => {
    setWay(null);
    draft.change(next);
  };
  // What is chosen may have gone.
  useEffect(() => {
    if (chosen && at(data, pathOf(chosen)) === undefined) setChosen("");
  }, [chosen, data]);
  return (
    <DesignContext
      value={{ form, organisation, flow: design.name, data, change, nodes: [...nodesOf(data)] }}
    >
      <DesignShell
        room="flows"
        design={design}
        draft={draft}
        checked={checked}
        home="/design/flows"
        form={form}
        removing={removing}
        onRemoving={setRemoving}
        aside={(plan, gone) => <Running open={plan.open} removing={gone} />}
        onTry={() => setTrying(true)}
        onPicked={() => setWay(null)}
        onShow={(one) => setChosen(placeOf(data, one.place) || "start")}
        onDone={(what) => {
          setRemoving(false);
          setDone(what);
        }}
      >
        {way ? <WayBar way={way} onClose={() => setWay(null)} /> : null}
        <div className="design-body">
          <Canvas chosen={chosen} marks={marks} way={way} onChoose={setChosen} />
          {chosen || !narrow ? (
            <Panel
              chosen={chosen || "start"}
              problems={problems}
              onChoose={setChosen}
              onRemove={design.version > 0 ? () => setRemoving(true) : null}
            />
          ) : null}
        </div>
      </DesignShell>
      {trying ? (
        <TryDialog
          onTried={(tried) => {
            setWay(tried);
            setTrying(false);
          }}
          onClose={() => setTrying(false)}
        />
      ) : null}
    </DesignContext>
  );
}

/** What the approvals that run do when a version is published. */
function Running(props: { open: { version: number; count: number }[]; removing: boolean }) {
  const say = useSay();
  const all = props.open.reduce((sum, one) => sum + one.count, 0);
  if (all === 0) return <p className="quiet">{say("flow-design.nobodyRuns")}</p>;
  return (
    <div className="design-running">
      <p>{say(props.removing ? "flow-design.runningStop" : "flow-design.running", { n: all })}</p>
      <ul>
        {props.open.map((one) => (
          <li key={one.version}>
            {say("flow-design.runningOn", { version: one.version, n: one.count })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The way that was tried, above the canvas on which it is marked. */
function WayBar({ way, onClose }: { way: TriedWay; onClose: () => void }) {
  const say = useSay();
  return (
    <div className="flow-way" role="status">
      <ol>
        {way.nodes.map((one) => (
          <li key={one.key} data-state={one.state}>
            <b>{one.label}</b>{" "}
            {one.people.filter(Boolean).join("、") ||
              say(`flow-design.state.${one.state}` as never)}
          </li>
        ))}
        <li data-state={way.ends || "open"}>
          {way.ends ? say(`flow-design.ends.${way.ends}` as never) : say("flow-design.endsOpen")}
        </li>
      </ol>
      <button type="button" className="button" onClick={onClose}>
        {say("close")}
      </button>
    </div>
  );
}
