import {
  ArrowDown,
  ArrowUp,
  Bell,
  Bot,
  ChevronsRight,
  CircleStop,
  Clock,
  FilePlus2,
  GitBranch,
  Globe,
  type LucideIcon,
  PencilLine,
  Plus,
  Repeat,
  Stamp,
  Trash2,
  Workflow,
  Zap,
} from "lucide-react";
import { type Data, insert, mapOf, type Path, pathText, put, textOf } from "@/model/design.ts";
import {
  innerOf,
  newStep,
  shifted,
  startOf,
  type Verb,
  verbOf,
  verbsIn,
} from "@/model/rule-design.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { useRuleDesigning } from "./context.ts";
import { InLabels } from "./DraftFormula.tsx";
import { useSummary, useTriggerWords } from "./summary.ts";

const ICONS: Record<Verb, LucideIcon> = {
  create: FilePlus2,
  update: PencilLine,
  upsert: FilePlus2,
  delete: Trash2,
  set: PencilLine,
  branch: GitBranch,
  each: Repeat,
  notify: Bell,
  call: Globe,
  robot: Bot,
  wait: Clock,
  stop: CircleStop,
  start: Stamp,
  advance: ChevronsRight,
  run: Workflow,
};

interface Shared {
  chosen: string;
  marks: ReadonlySet<string>;
  onChoose: (place: string) => void;
}

/** The whole rule from above to below: what sets it off, then its steps in their order. */
export function Recipe(props: Shared) {
  const say = useSay();
  const { data } = useRuleDesigning();
  const { chosen, marks, onChoose } = props;
  const trigger = useTriggerWords();
  const test = textOf(mapOf(data.when).if) || textOf(mapOf(data.when).for);
  const testAt = mapOf(data.when).for === undefined ? "if" : "for";
  return (
    <div className="recipe">
      <ol className="recipe-list">
        <li>
          <article
            className="recipe-card"
            data-verb="when"
            data-chosen={chosen === "when" || undefined}
            data-bad={marks.has("when") || undefined}
          >
            <button type="button" className="recipe-main" onClick={() => onChoose("when")}>
              <Zap size={16} aria-hidden />
              <span className="grow">
                <b>{trigger}</b>
                {test ? (
                  <span className="recipe-test">
                    {say("rule-design.if")} <InLabels path={["when", testAt]} text={test} />
                  </span>
                ) : null}
              </span>
            </button>
          </article>
        </li>
        <Steps list={["do"]} {...props} />
      </ol>
    </div>
  );
}

function Steps({ list, ...shared }: Shared & { list: Path }) {
  const { data } = useRuleDesigning();
  const items = list.reduce<unknown>((here, step) => (here as never)?.[step], data);
  const steps = (Array.isArray(items) ? items : []) as Data[];
  return (
    <>
      {steps.map((step, index) => (
        <li key={index}>
          <StepCard
            path={[...list, index]}
            step={mapOf(step)}
            last={index === steps.length - 1}
            {...shared}
          />
        </li>
      ))}
      <li className="recipe-add">
        <AddStep list={list} index={steps.length} onChoose={shared.onChoose} />
      </li>
    </>
  );
}

function AddStep(props: { list: Path; index: number; onChoose: (place: string) => void }) {
  const say = useSay();
  const { data, change } = useRuleDesigning();
  const form = startOf(data);
  return (
    <MenuButton
      label={say("rule-design.addStep")}
      className="button"
      items={verbsIn(data, props.list).map((verb) => {
        const Icon = ICONS[verb];
        return {
          key: verb,
          label: say(`rule-design.verb.${verb}` as Word),
          icon: <Icon size={14} aria-hidden />,
          onClick: () => {
            change(insert(data, props.list, props.index, newStep(verb, form)));
            props.onChoose(pathText([...props.list, props.index]));
          },
        };
      })}
    >
      <Plus size={14} aria-hidden /> {say("rule-design.addStep")}
    </MenuButton>
  );
}

function StepCard(props: Shared & { path: Path; step: Data; last: boolean }) {
  const say = useSay();
  const { data, change } = useRuleDesigning();
  const { path, step, chosen, marks, onChoose } = props;
  const verb = verbOf(step);
  const place = pathText(path);
  const summary = useSummary(step, path);
  const Icon = verb ? ICONS[verb] : Zap;
  const name = verb ? say(`rule-design.verb.${verb}` as Word) : Object.keys(step).join();
  const index = Number(path.at(-1));
  return (
    <article
      className="recipe-card"
      data-verb={verb}
      data-chosen={chosen === place || undefined}
      data-bad={marks.has(place) || undefined}
    >
      <div className="recipe-row">
        <button type="button" className="recipe-main" onClick={() => onChoose(place)}>
          <Icon size={16} aria-hidden />
          <span className="grow">
            <b>{name}</b> <span className="recipe-what">{summary.what}</span>
            {summary.test ? (
              <span className="recipe-test">
                <InLabels path={summary.at} text={summary.test} />
              </span>
            ) : null}
          </span>
        </button>
        <span className="recipe-tools">
          <button
            type="button"
            className="icon-button"
            aria-label={say("rule-design.up", { name })}
            disabled={index === 0}
            onClick={() => {
              change(shifted(data, path, -1));
              onChoose(pathText([...path.slice(0, -1), index - 1]));
            }}
          >
            <ArrowUp size={14} />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={say("rule-design.down", { name })}
            disabled={props.last}
            onClick={() => {
              change(shifted(data, path, 1));
              onChoose(pathText([...path.slice(0, -1), index + 1]));
            }}
          >
            <ArrowDown size={14} />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={say("rule-design.remove", { name })}
            onClick={() => {
              change(put(data, path, undefined));
              onChoose("");
            }}
          >
            <Trash2 size={14} />
          </button>
        </span>
      </div>
      {innerOf(step, path).map((inner) => (
        <section key={pathText(inner.list)} className="recipe-inner">
          {inner.arm ? (
            <button
              type="button"
              className="recipe-arm"
              data-chosen={chosen === pathText(inner.arm) || undefined}
              data-bad={marks.has(pathText(inner.arm)) || undefined}
              onClick={() => onChoose(pathText(inner.arm ?? []))}
            >
              {inner.when === null ? (
                say("rule-design.else")
              ) : inner.when ? (
                <>
                  {say("rule-design.if")} <InLabels path={[...inner.arm, "if"]} text={inner.when} />
                </>
              ) : (
                say("rule-design.noCondition")
              )}
            </button>
          ) : null}
          <ol className="recipe-list">
            <Steps list={inner.list} chosen={chosen} marks={marks} onChoose={onChoose} />
          </ol>
        </section>
      ))}
    </article>
  );
}
