import { useQuery } from "@tanstack/react-query";
import { Link, useBlocker, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { ChevronLeft, FileCode, FlaskConical, Redo2, TriangleAlert, Undo2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { planQuery, type TriedWay } from "@/data/designs.ts";
import { ProblemList, PublishDialog } from "@/kits/design/PublishDialog.tsx";
import { useDraft } from "@/kits/design/useDraft.ts";
import { VersionsMenu } from "@/kits/design/VersionsMenu.tsx";
import { YamlDialog } from "@/kits/design/YamlDialog.tsx";
import { useSettled } from "@/kits/formula/FormulaEditor.tsx";
import type { FormView } from "@/model/api.ts";
import { at, type Data, type Design, type DesignProblem, pathOf, spoken } from "@/model/design.ts";
import { nodesOf, placeOf } from "@/model/flow-design.ts";
import type { Organisation } from "@/model/people.ts";
import { ask, toast } from "@/ui/notices.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useLanguage, useSay } from "@/words/t.ts";
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
  const say = useSay();
  const language = useLanguage();
  const narrow = useNarrow();
  const draft = useDraft(design.data);
  const [chosen, setChosen] = useState("");
  const [open, setOpen] = useState<"publish" | "try" | "yaml" | "remove" | "problems" | null>(null);
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
  // What is wrong is asked of the server some moments after the last change.
  const settled = useSettled(JSON.stringify(data), 900);
  const check = useQuery({
    ...planQuery("flows", design.name, design.version, JSON.parse(settled) as Data),
    enabled: draft.dirty,
  });
  const problems = draft.dirty ? (check.data?.problems ?? []) : [];
  const warnings = draft.dirty ? (check.data?.warnings ?? []) : design.warnings;
  const marks = useMemo(
    () => new Set(problems.map((one) => placeOf(data, one.place)).filter(Boolean)),
    [problems, data],
  );
  useBlocker({
    enableBeforeUnload: () => draft.dirty,
    shouldBlockFn: async () =>
      draft.dirty &&
      !(await ask({
        title: say("design.leave"),
        text: say("design.leaveText"),
        yes: say("design.leaveYes"),
        no: say("design.stay"),
        danger: true,
      })),
  });
  const change = (next: Data) => {
    setWay(null);
    draft.change(next);
  };
  // What is chosen may have gone.
  useEffect(() => {
    if (chosen && at(data, pathOf(chosen)) === undefined) setChosen("");
  }, [chosen, data]);
  const onShow = (one: DesignProblem) => {
    const place = placeOf(data, one.place);
    setOpen(null);
    setChosen(place || "start");
  };
  const onKey = (event: React.KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    const target = event.target as HTMLElement;
    if (/^(INPUT|TEXTAREA)$/.test(target.tagName) || target.isContentEditable) return;
    event.preventDefault();
    (event.shiftKey ? draft.redo : draft.undo)?.();
  };
  const count = problems.length + warnings.length;
  return (
    <DesignContext
      value={{ form, organisation, flow: design.name, data, change, nodes: [...nodesOf(data)] }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys that are heard from anywhere in it */}
      <div className="flow-design" onKeyDown={onKey}>
        <header className="design-head">
          <Link to="/design/flows" className="icon-button" aria-label={say("back")}>
            <ChevronLeft size={18} />
          </Link>
          <h1 className="cut">{spoken(data.label, language) || design.label}</h1>
          <Link to="/f/$form" params={{ form: form.form }} className="cut quiet wide-only">
            {form.label}
          </Link>
          <span className="quiet design-state" aria-live="polite">
            {draft.dirty || design.version === 0
              ? say("design.unpublished")
              : say("design.version", { n: design.version })}
          </span>
          <span className="spacer" />
          {count > 0 ? (
            <button
              type="button"
              className={problems.length > 0 ? "button design-bad" : "button design-warn"}
              aria-expanded={open === "problems"}
              onClick={() => setOpen(open === "problems" ? null : "problems")}
            >
              <TriangleAlert size={16} aria-hidden />
              {count}
              <span className="wide-only">
                {say(problems.length > 0 ? "design.problems" : "design.warnings")}
              </span>
            </button>
          ) : null}
          <button
            type="button"
            className="icon-button"
            aria-label={say("design.undo")}
            title={`${say("design.undo")} Ctrl+Z`}
            disabled={!draft.undo}
            onClick={() => draft.undo?.()}
          >
            <Undo2 size={16} />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={say("design.redo")}
            title={`${say("design.redo")} Ctrl+Shift+Z`}
            disabled={!draft.redo}
            onClick={() => draft.redo?.()}
          >
            <Redo2 size={16} />
          </button>
          <button
            type="button"
            className="icon-button wide-only"
            aria-label={say("design.yaml")}
            title={say("design.yaml")}
            onClick={() => setOpen("yaml")}
          >
            <FileCode size={16} />
          </button>
          <VersionsMenu
            room="flows"
            design={design}
            onPick={(old, version) => {
              change(old);
              toast(say("design.picked", { n: version }), true);
            }}
          />
          <button
            type="button"
            className="button"
            aria-label={say("design.try")}
            onClick={() => setOpen("try")}
          >
            <FlaskConical size={16} aria-hidden />
            <span className="wide-only">{say("design.try")}</span>
          </button>
          <Button type="primary" disabled={!draft.dirty} onClick={() => setOpen("publish")}>
            {say("design.publish")}
          </Button>
        </header>
        {open === "problems" ? (
          <div className="design-list-of-problems">
            <ProblemList problems={[...problems, ...warnings]} onShow={onShow} />
          </div>
        ) : null}
        {way ? <WayBar way={way} onClose={() => setWay(null)} /> : null}
        <div className="flow-design-body">
          <Canvas chosen={chosen} marks={marks} way={way} onChoose={setChosen} />
          {chosen || !narrow ? (
            <Panel
              chosen={chosen || "start"}
              problems={problems}
              onChoose={setChosen}
              onRemove={design.version > 0 ? () => setOpen("remove") : null}
            />
          ) : null}
        </div>
        {open === "publish" || open === "remove" ? (
          <PublishDialog
            room="flows"
            name={design.name}
            base={design.version}
            data={open === "remove" ? null : data}
            aside={(plan) => <Running open={plan.open} removing={open === "remove"} />}
            onShow={onShow}
            onDone={() => {
              draft.settled();
              setDone(open === "remove" ? "gone" : "published");
              setOpen(null);
            }}
            onClose={() => setOpen(null)}
          />
        ) : null}
        {open === "try" ? (
          <TryDialog
            onTried={(tried) => {
              setWay(tried);
              setOpen(null);
            }}
            onClose={() => setOpen(null)}
          />
        ) : null}
        {open === "yaml" ? (
          <YamlDialog
            file={`${design.name.replace(".", "/flows/")}.yaml`}
            text={draft.dirty ? (check.data?.yaml ?? design.yaml) : design.yaml}
            onClose={() => setOpen(null)}
          />
        ) : null}
      </div>
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
