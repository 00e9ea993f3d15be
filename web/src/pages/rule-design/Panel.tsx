import { X } from "lucide-react";
import { ProblemList } from "@/kits/design/PublishDialog.tsx";
import { at, type DesignProblem, mapOf, type Path, pathOf, put } from "@/model/design.ts";
import { placeOf, verbOf } from "@/model/rule-design.ts";
import { useSay, type Word } from "@/words/t.ts";
import { ArmPart, BranchPart, EachPart, StopPart, WaitPart } from "./BlockParts.tsx";
import { useRuleDesigning } from "./context.ts";
import { NotifyPart } from "./NotifyPart.tsx";
import { CallPart, RobotPart } from "./OutsideParts.tsx";
import { AdvancePart, RunPart, StartPart } from "./ProcessParts.tsx";
import { RecordsPart, SetPart } from "./RecordsPart.tsx";
import { RulePart } from "./RulePart.tsx";
import { TriggerPart } from "./TriggerPart.tsx";

/** What is chosen, with everything that can be said of it. */
export function Panel(props: {
  chosen: string;
  problems: DesignProblem[];
  onChoose: (place: string) => void;
  /** null: it is not published yet. */
  onRemove: (() => void) | null;
}) {
  const say = useSay();
  const { data } = useRuleDesigning();
  const { chosen, onChoose } = props;
  const own = props.problems.filter((one) => placeOf(data, one.place) === chosen);
  return (
    <aside className="design-panel" aria-label={say("rule-design.panel")}>
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
      {chosen === "" ? (
        <RulePart onRemove={props.onRemove} />
      ) : chosen === "when" ? (
        <TriggerPart />
      ) : (
        <StepPart key={chosen} path={pathOf(chosen)} onChoose={onChoose} />
      )}
    </aside>
  );
}

function StepPart({ path, onChoose }: { path: Path; onChoose: (place: string) => void }) {
  const say = useSay();
  const { data, change } = useRuleDesigning();
  const step = mapOf(at(data, path));
  const verb = verbOf(step);
  if (!verb || path.at(-2) === "branch") return <ArmPart path={path} onChoose={onChoose} />;
  const inner = [...path, verb];
  const shared = {
    path: inner,
    body: mapOf(step[verb]),
    set: (key: string, value: Parameters<typeof put>[2]) =>
      change(put(data, [...inner, key], value)),
  };
  const part = () => {
    switch (verb) {
      case "create":
      case "update":
      case "upsert":
      case "delete":
        return <RecordsPart verb={verb} {...shared} />;
      case "set":
        return <SetPart {...shared} />;
      case "branch":
        return <BranchPart path={path} />;
      case "each":
        return <EachPart {...shared} />;
      case "start":
        return <StartPart {...shared} />;
      case "advance":
        return <AdvancePart {...shared} />;
      case "run":
        return <RunPart {...shared} />;
      case "notify":
        return <NotifyPart {...shared} />;
      case "call":
        return <CallPart {...shared} />;
      case "robot":
        return <RobotPart {...shared} />;
      case "wait":
        return <WaitPart {...shared} />;
      case "stop":
        return <StopPart {...shared} />;
    }
  };
  return (
    <>
      <header>
        <h2>{say(`rule-design.verb.${verb}` as Word)}</h2>
      </header>
      <div className="design-panel-body">
        <p className="quiet">{say(`rule-design.help.${verb}` as Word)}</p>
        {part()}
      </div>
    </>
  );
}
