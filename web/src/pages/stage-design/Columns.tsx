import {
  ArrowLeft,
  ArrowRight,
  CircleCheckBig,
  ListTodo,
  Plus,
  ShieldCheck,
  Trash2,
} from "lucide-react";
import { listOf, mapOf, spoken, textOf } from "@/model/design.ts";
import {
  addStage,
  freshStage,
  moveStage,
  percentOf,
  removeStage,
  type StageAt,
  stagesOf,
} from "@/model/stage-design.ts";
import { StatusTag, tintOf } from "@/ui/bits.tsx";
import { useLanguage, useSay } from "@/words/t.ts";
import { useStageDesigning } from "./context.ts";

interface Shared {
  chosen: string;
  marks: ReadonlySet<string>;
  onChoose: (place: string) => void;
}

/** The stages from left to right as the board shows them, then how it ends. */
export function Columns(props: Shared) {
  const say = useSay();
  const { data, field, change } = useStageDesigning();
  const stages = stagesOf(data, field, "stages");
  const outcomes = stagesOf(data, field, "outcomes");
  const add = () => {
    const key = freshStage(data, field);
    change(addStage(data, field, key, say("stage-design.newStage")));
    props.onChoose(`stages.${key}`);
  };
  return (
    <div className="stages-canvas">
      <section aria-label={say("stage-design.stages")}>
        <ol className="stages-row">
          {stages.map((one, index) => (
            <li key={one.key}>
              <Stage {...props} one={one} index={index} last={index === stages.length - 1} />
            </li>
          ))}
          <li>
            <button type="button" className="button" onClick={add}>
              <Plus size={14} aria-hidden /> {say("stage-design.addStage")}
            </button>
          </li>
        </ol>
      </section>
      {outcomes.length > 0 ? (
        <section>
          <h2>{say("stage-design.outcomes")}</h2>
          <ul className="stages-row">
            {outcomes.map((one) => (
              <li key={one.key}>
                <Card {...props} place={`outcomes.${one.key}`} one={one} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function Stage(props: Shared & { one: StageAt; index: number; last: boolean }) {
  const say = useSay();
  const language = useLanguage();
  const { data, field, change } = useStageDesigning();
  const { one, index, last } = props;
  const name = spoken(one.data.label, language) || one.key;
  return (
    <div className="stages-stage">
      <Card {...props} place={`stages.${one.key}`} />
      <div className="stages-tools">
        <button
          type="button"
          className="icon-button"
          aria-label={say("stage-design.left", { name })}
          disabled={index === 0}
          onClick={() => change(moveStage(data, field, one.key, -1))}
        >
          <ArrowLeft size={14} />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={say("stage-design.right", { name })}
          disabled={last}
          onClick={() => change(moveStage(data, field, one.key, 1))}
        >
          <ArrowRight size={14} />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={say("stage-design.remove", { name })}
          onClick={() => {
            change(removeStage(data, field, one.key));
            props.onChoose("");
          }}
        >
          <Trash2 size={14} />
        </button>
      </div>
    </div>
  );
}

function Card(props: Shared & { place: string; one: StageAt }) {
  const say = useSay();
  const language = useLanguage();
  const { one, place } = props;
  const percent = percentOf(one.data.probability);
  const tasks = Object.values(mapOf(one.data.tasks)).map(mapOf);
  const gates =
    listOf(one.data.enter).length + listOf(one.data.exit).length + listOf(one.data.need).length;
  const asked = listOf(one.data.require).length + listOf(one.data.ask).length;
  return (
    <button
      type="button"
      className="stages-card"
      data-chosen={props.chosen === place || undefined}
      data-bad={props.marks.has(place) || undefined}
      onClick={() => props.onChoose(place)}
    >
      <span className="stages-head">
        <StatusTag tint={tintOf(textOf(one.data.color), one.key)}>
          {spoken(one.data.label, language) || one.key}
        </StatusTag>
        <span className="spacer" />
        {percent === null ? null : <span className="num quiet">{percent}%</span>}
      </span>
      <span className="quiet">
        {one.data.days ? say("stage-design.daysShort", { n: textOf(one.data.days) }) : " "}
      </span>
      {tasks.map((task, index) => (
        <span key={index} className="stages-line">
          <ListTodo size={13} aria-hidden />
          <span className="cut">{spoken(task.label, language)}</span>
        </span>
      ))}
      {asked > 0 ? (
        <span className="stages-line">
          <CircleCheckBig size={13} aria-hidden /> {say("stage-design.asks", { n: asked })}
        </span>
      ) : null}
      {gates > 0 ? (
        <span className="stages-line">
          <ShieldCheck size={13} aria-hidden /> {say("stage-design.gates", { n: gates })}
        </span>
      ) : null}
    </button>
  );
}
