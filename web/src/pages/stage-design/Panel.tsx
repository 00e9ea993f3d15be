import { Checkbox, InputNumber, Select } from "antd";
import { X } from "lucide-react";
import { LabelInput } from "@/kits/design/LabelInput.tsx";
import { ProblemList } from "@/kits/design/PublishDialog.tsx";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import {
  at,
  type DesignProblem,
  mapOf,
  type Path,
  put,
  spoken,
  textOf,
  wordsOf,
} from "@/model/design.ts";
import {
  askedData,
  askedOf,
  COLORS,
  percentOf,
  shareOf,
  stagePlace,
} from "@/model/stage-design.ts";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { type PartProps, useStageDesigning } from "./context.ts";
import { GatesPart } from "./GatesPart.tsx";
import { MovesPart } from "./MovesPart.tsx";
import { TasksPart } from "./TasksPart.tsx";

/** What is chosen, with everything that can be said of it. */
export function Panel(props: {
  chosen: string;
  problems: DesignProblem[];
  onChoose: (place: string) => void;
}) {
  const say = useSay();
  const language = useLanguage();
  const { data, field, change } = useStageDesigning();
  const { chosen, onChoose } = props;
  const own = props.problems.filter((one) => stagePlace(field, one.place) === chosen);
  const path: Path = ["fields", field, ...chosen.split(".").filter(Boolean)];
  const one = mapOf(at(data, path));
  const shared: PartProps = {
    path,
    data: one,
    set: (key, value) => change(put(data, [...path, key], value)),
  };
  return (
    <aside className="design-panel" aria-label={say("stage-design.panel")}>
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
      <header>
        <h2>
          {chosen
            ? spoken(one.label, language) || chosen.split(".")[1]
            : say("stage-design.pipeline")}
        </h2>
        {chosen ? <code className="quiet">{chosen.split(".")[1]}</code> : null}
      </header>
      <div className="design-panel-body" key={chosen}>
        {chosen === "" ? (
          <MovesPart {...shared} />
        ) : (
          <StagePart {...shared} ends={chosen.startsWith("outcomes.")} />
        )}
      </div>
    </aside>
  );
}

function StagePart({ ends, ...part }: PartProps & { ends: boolean }) {
  const say = useSay();
  const { form, data, field, change } = useStageDesigning();
  const { path, data: one, set } = part;
  const fields = form.fields
    .filter((each) => !each.computed && each.key !== field)
    .map((each) => ({ value: each.key, label: each.label }));
  const asked = askedOf(one.ask);
  const key = String(path.at(-1));
  const skip = ["fields", field, "moves", "skip", key];
  return (
    <>
      <LabelInput
        label={say("stage-design.name")}
        value={one.label}
        onChange={(label) => set("label", label)}
      />
      <div className="design-pair">
        <label className="design-part">
          <span>{say("stage-design.color")}</span>
          <Select
            value={textOf(one.color) || null}
            onChange={(next) => set("color", next ?? undefined)}
            options={COLORS.map((each) => ({
              value: each as string,
              label: say(`stage-design.color.${each}` as Word),
            }))}
          />
        </label>
        <label className="design-part">
          <span>{say("stage-design.probability")}</span>
          <InputNumber
            min={0}
            max={100}
            suffix="%"
            value={percentOf(one.probability)}
            onChange={(next) => set("probability", shareOf(next))}
          />
        </label>
        {ends ? null : (
          <label className="design-part">
            <span>{say("stage-design.days")}</span>
            <InputNumber
              min={0}
              max={3650}
              value={one.days === undefined ? null : Number(one.days)}
              onChange={(next) => set("days", next || undefined)}
            />
          </label>
        )}
      </div>
      {ends ? (
        <>
          <label className="design-part">
            <span>{say("stage-design.ask")}</span>
            <Select
              mode="multiple"
              showSearch={{ optionFilterProp: "label" }}
              value={asked.map((each) => each.field)}
              onChange={(next: string[]) =>
                set(
                  "ask",
                  askedData(
                    next.map(
                      (each) =>
                        asked.find((was) => was.field === each) ?? { field: each, must: true },
                    ),
                  ),
                )
              }
              options={fields}
            />
          </label>
          {asked.map((each) => (
            <Checkbox
              key={each.field}
              checked={each.must}
              onChange={(event) =>
                set(
                  "ask",
                  askedData(
                    asked.map((was) =>
                      was.field === each.field ? { ...was, must: event.target.checked } : was,
                    ),
                  ),
                )
              }
            >
              {say("stage-design.must", {
                field: fields.find((known) => known.value === each.field)?.label ?? each.field,
              })}
            </Checkbox>
          ))}
          <GatesPart label={say("stage-design.need")} path={[...path, "need"]} />
        </>
      ) : (
        <>
          <TasksPart {...part} />
          <label className="design-part">
            <span>{say("stage-design.require")}</span>
            <Select
              mode="multiple"
              showSearch={{ optionFilterProp: "label" }}
              value={wordsOf(one.require)}
              onChange={(next: string[]) => set("require", next.length > 0 ? next : undefined)}
              options={fields}
            />
          </label>
          <GatesPart label={say("stage-design.exit")} path={[...path, "exit"]} />
          <GatesPart label={say("stage-design.enter")} path={[...path, "enter"]} />
          <div className="design-part">
            <span>{say("stage-design.skip")}</span>
            <ConditionFormula
              form={form.form}
              formula={textOf(at(data, skip))}
              label={say("stage-design.skip")}
              onChange={(text) => change(put(data, skip, text || undefined))}
            />
          </div>
        </>
      )}
    </>
  );
}
