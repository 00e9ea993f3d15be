import { useQuery } from "@tanstack/react-query";
import { Link, useBlocker } from "@tanstack/react-router";
import { Button } from "antd";
import { ChevronLeft, FileCode, FlaskConical, Redo2, TriangleAlert, Undo2 } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { type DesignRoom, planQuery } from "@/data/designs.ts";
import { useSettled } from "@/kits/formula/FormulaEditor.tsx";
import type { Data, Design, DesignPlan, DesignProblem, Plain } from "@/model/design.ts";
import { spoken } from "@/model/design.ts";
import { ask, toast } from "@/ui/notices.tsx";
import { useLanguage, useSay } from "@/words/t.ts";
import { ProblemList, PublishDialog } from "./PublishDialog.tsx";
import type { Draft } from "./useDraft.ts";
import { VersionsMenu } from "./VersionsMenu.tsx";
import { YamlDialog } from "./YamlDialog.tsx";
import "./design.css";

export interface Checked {
  problems: DesignProblem[];
  warnings: DesignProblem[];
  yaml: string;
}

/** What is wrong with a draft; asked of the server some moments after its last change. */
export function useChecked(room: DesignRoom, design: Design, draft: Draft): Checked {
  const settled = useSettled(JSON.stringify(draft.data), 900);
  const check = useQuery({
    ...planQuery(room, design.name, design.version, JSON.parse(settled) as Data),
    enabled: draft.dirty,
  });
  const found = draft.dirty ? check.data : undefined;
  return {
    problems: found?.problems ?? [],
    warnings: found?.warnings ?? (draft.dirty ? [] : design.warnings),
    yaml: found?.yaml ?? design.yaml,
  };
}

interface Props {
  room: DesignRoom;
  design: Design;
  /** What it is called, if that is not the label of the whole. */
  title?: Plain | undefined;
  draft: Draft;
  checked: Checked;
  /** The list it is one of. */
  home: "/design/flows" | "/design/rules" | "/design/stages";
  /** Which form it belongs to. */
  form: { form: string; label: string } | null;
  removing: boolean;
  onRemoving: (removing: boolean) => void;
  /** What running ones do when it is published or goes. */
  aside?: (plan: DesignPlan, removing: boolean) => ReactNode;
  onTry?: () => void;
  onPicked?: () => void;
  onShow: (problem: DesignProblem) => void;
  onDone: (what: "published" | "gone") => void;
  tools?: ReactNode;
  children: ReactNode;
}

/** The bar above every designer: undo, versions, text, trial, publishing; and what is wrong. */
export function DesignShell(props: Props) {
  const say = useSay();
  const language = useLanguage();
  const { room, design, draft, checked, form } = props;
  const { data } = draft;
  const [open, setOpen] = useState<"publish" | "yaml" | "problems" | null>(null);
  const { problems, warnings } = checked;
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
  const onShow = (one: DesignProblem) => {
    setOpen(null);
    props.onRemoving(false);
    props.onShow(one);
  };
  const onKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    const target = event.target as HTMLElement;
    if (/^(INPUT|TEXTAREA)$/.test(target.tagName) || target.isContentEditable) return;
    event.preventDefault();
    (event.shiftKey ? draft.redo : draft.undo)?.();
  };
  const count = problems.length + warnings.length;
  const asked = open === "publish" || props.removing;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that are heard from anywhere in it
    <div className="design-shell" onKeyDown={onKey}>
      <header className="design-head">
        <Link to={props.home} className="icon-button" aria-label={say("back")}>
          <ChevronLeft size={18} />
        </Link>
        <h1 className="cut">{spoken(props.title ?? data.label, language) || design.label}</h1>
        {form ? (
          <Link to="/f/$form" params={{ form: form.form }} className="cut quiet wide-only">
            {form.label}
          </Link>
        ) : null}
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
          room={room}
          design={design}
          onPick={(old, version) => {
            draft.change(old);
            props.onPicked?.();
            toast(say("design.picked", { n: version }), true);
          }}
        />
        {props.tools}
        {props.onTry ? (
          <button
            type="button"
            className="button"
            aria-label={say("design.try")}
            onClick={props.onTry}
          >
            <FlaskConical size={16} aria-hidden />
            <span className="wide-only">{say("design.try")}</span>
          </button>
        ) : null}
        <Button type="primary" disabled={!draft.dirty} onClick={() => setOpen("publish")}>
          {say("design.publish")}
        </Button>
      </header>
      {open === "problems" ? (
        <div className="design-list-of-problems">
          <ProblemList problems={[...problems, ...warnings]} onShow={onShow} />
        </div>
      ) : null}
      {props.children}
      {asked ? (
        <PublishDialog
          room={room}
          name={design.name}
          base={design.version}
          data={props.removing ? null : data}
          aside={(plan) => props.aside?.(plan, props.removing)}
          onShow={onShow}
          onDone={() => {
            draft.settled();
            setOpen(null);
            props.onDone(props.removing ? "gone" : "published");
          }}
          onClose={() => {
            setOpen(null);
            props.onRemoving(false);
          }}
        />
      ) : null}
      {open === "yaml" ? (
        <YamlDialog
          file={`${design.name.replace(".", `/${room}/`)}.yaml`}
          text={checked.yaml}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </div>
  );
}
