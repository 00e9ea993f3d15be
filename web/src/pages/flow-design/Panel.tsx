import { Tabs } from "antd";
import { Trash2, X } from "lucide-react";
import { useState } from "react";
import { LabelInput } from "@/kits/design/LabelInput.tsx";
import { ProblemList } from "@/kits/design/PublishDialog.tsx";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import {
  at,
  type Data,
  type DesignProblem,
  mapOf,
  type Path,
  type Plain,
  pathOf,
  put,
  spoken,
  textOf,
} from "@/model/design.ts";
import { addBranch, isBlock, isHuman, kindOf, placeOf } from "@/model/flow-design.ts";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { useDesigning } from "./context.ts";
import { EndsPart } from "./EndsPart.tsx";
import { FlowPart } from "./FlowPart.tsx";
import { HandlingPart } from "./HandlingPart.tsx";
import { CopyPart, PeoplePart, SubPart } from "./PeoplePart.tsx";
import { RightsPart } from "./RightsPart.tsx";

/** What is chosen, with everything that can be said of it. */
export function Panel(props: {
  chosen: string;
  problems: DesignProblem[];
  onChoose: (place: string) => void;
  /** null: it is not published yet. */
  onRemove: (() => void) | null;
}) {
  const say = useSay();
  const { data } = useDesigning();
  const { chosen, onChoose } = props;
  const own = props.problems.filter((one) =>
    chosen === "start" ? placeOf(data, one.place) === "" : placeOf(data, one.place) === chosen,
  );
  const path = pathOf(chosen);
  const value = at(data, path);
  return (
    <aside className="design-panel" aria-label={say("flow-design.panel")}>
      <button
        type="button"
        className="icon-button design-panel-close"
        aria-label={say("close")}
        onClick={() => onChoose("")}
      >
        <X size={16} />
      </button>
      {own.length > 0 ? (
        <div className="design-wrong" role="alert">
          <ProblemList problems={own} />
        </div>
      ) : null}
      {chosen === "start" ? (
        <FlowPart onRemove={props.onRemove} />
      ) : chosen === "end" ? (
        <EndsPart />
      ) : Array.isArray(value) || kindOf(value) === undefined ? (
        <BranchPart key={chosen} path={path} value={value} onChoose={onChoose} />
      ) : (
        <NodePart key={chosen} path={path} node={mapOf(value)} onChoose={onChoose} />
      )}
    </aside>
  );
}

function NodePart(props: { path: Path; node: Data; onChoose: (place: string) => void }) {
  const say = useSay();
  const language = useLanguage();
  const { data, change, form } = useDesigning();
  const { path, node } = props;
  const [tab, setTab] = useState("who");
  const kind = kindOf(node) ?? "approve";
  const set = (key: string, value: Plain | undefined) => change(put(data, [...path, key], value));
  const shared = { path, node, set };
  const when = isBlock(kind) ? null : (
    <div className="design-part">
      <span>{say("flow-design.whenLabel")}</span>
      <ConditionFormula
        form={form.form}
        formula={textOf(node.when)}
        label={say("flow-design.whenLabel")}
        onChange={(text) => set("when", text || undefined)}
      />
      <small className="quiet">{say("flow-design.whenHelp")}</small>
    </div>
  );
  const name = (
    <LabelInput
      label={say("flow-design.name")}
      value={node.label}
      onChange={(label) => set("label", label)}
    />
  );
  const title = spoken(node.label, language) || say(`flow-design.new.${kind}` as Word);
  return (
    <>
      <header>
        <h2 className="cut">{title}</h2>
        <code className="quiet">{textOf(node.node)}</code>
      </header>
      {isHuman(kind) ? (
        <Tabs
          activeKey={tab}
          onChange={setTab}
          size="small"
          items={[
            {
              key: "who",
              label: say("flow-design.tab.who"),
              children: (
                <div className="design-panel-body">
                  {name}
                  <PeoplePart {...shared} />
                  {when}
                </div>
              ),
            },
            {
              key: "rights",
              label: say("flow-design.tab.rights"),
              children: <RightsPart {...shared} />,
            },
            {
              key: "handling",
              label: say("flow-design.tab.handling"),
              children: (
                <div className="design-panel-body">
                  <HandlingPart {...shared} />
                </div>
              ),
            },
          ]}
        />
      ) : (
        <div className="design-panel-body">
          {name}
          {kind === "copy" ? <CopyPart {...shared} /> : null}
          {kind === "sub" ? <SubPart {...shared} /> : null}
          {isBlock(kind) ? (
            <>
              <p className="quiet">{say(`flow-design.help.${kind}` as Word)}</p>
              <button
                type="button"
                className="button"
                onClick={() => change(addBranch(data, path))}
              >
                {say("flow-design.addBranch")}
              </button>
              <Gone path={path} onChoose={props.onChoose} word="flow-design.removeBlock" />
            </>
          ) : null}
          {when}
        </div>
      )}
    </>
  );
}

/** A branch: under which condition it is taken. */
function BranchPart(props: {
  path: Path;
  value: Plain | undefined;
  onChoose: (place: string) => void;
}) {
  const say = useSay();
  const { data, change, form } = useDesigning();
  const { path, value } = props;
  const rest = "else" in mapOf(value);
  const parallel = Array.isArray(value);
  const title = rest
    ? say("flow-design.else")
    : say("flow-design.branch", { n: Number(path.at(-1)) + 1 });
  return (
    <>
      <header>
        <h2>{title}</h2>
      </header>
      <div className="design-panel-body">
        {parallel || rest ? (
          <p className="quiet">{say(rest ? "flow-design.elseHelp" : "flow-design.parallelHelp")}</p>
        ) : (
          <div className="design-part">
            <span>{say("flow-design.condition")}</span>
            <ConditionFormula
              form={form.form}
              formula={textOf(mapOf(value).when)}
              label={say("flow-design.condition")}
              onChange={(text) => change(put(data, [...path, "when"], text))}
            />
          </div>
        )}
        {rest ? null : (
          <Gone path={path} onChoose={props.onChoose} word="flow-design.removeBranch" />
        )}
      </div>
    </>
  );
}

function Gone(props: {
  path: Path;
  word: "flow-design.removeBranch" | "flow-design.removeBlock";
  onChoose: (place: string) => void;
}) {
  const say = useSay();
  const { data, change } = useDesigning();
  return (
    <button
      type="button"
      className="button danger"
      onClick={() => {
        change(put(data, props.path, undefined));
        props.onChoose("");
      }}
    >
      <Trash2 size={14} aria-hidden /> {say(props.word)}
    </button>
  );
}
