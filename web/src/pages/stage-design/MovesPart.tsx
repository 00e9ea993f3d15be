import { Checkbox, InputNumber, Select } from "antd";
import { LabelInput } from "@/kits/design/LabelInput.tsx";
import { at, mapOf, put, spoken, wordsOf } from "@/model/design.ts";
import { stagesOf } from "@/model/stage-design.ts";
import { useLanguage, useSay } from "@/words/t.ts";
import { type PartProps, useStageDesigning } from "./context.ts";

/** The pipeline as a whole: its name, and the ways beside the one forward. */
export function MovesPart({ path, data: pipeline, set }: PartProps) {
  const say = useSay();
  const language = useLanguage();
  const { data, change, field, organisation } = useStageDesigning();
  const moves = mapOf(pipeline.moves);
  const roles = organisation.roles.map((one) => ({ value: `role(${one.key})`, label: one.label }));
  const put_ = (way: "back" | "reopen", key: string, value: Parameters<typeof put>[2]) =>
    change(put(data, [...path, "moves", way, key], value));
  const whole = (way: "back" | "reopen", on: boolean) =>
    change(
      put(
        data,
        [...path, "moves", way],
        on
          ? way === "back"
            ? { steps: 1, reason: true }
            : { from: ["lost"], reason: true }
          : undefined,
      ),
    );
  const back = mapOf(moves.back);
  const reopen = mapOf(moves.reopen);
  const outcomes = stagesOf(data, field, "outcomes");
  const shared = (way: "back" | "reopen") => {
    const own = mapOf(at(pipeline, ["moves", way]));
    return (
      <>
        <label className="design-part">
          <span>{say("stage-design.byWhom")}</span>
          <Select
            mode="multiple"
            placeholder={say("stage-design.anyone")}
            value={wordsOf(own.who)}
            onChange={(next: string[]) => put_(way, "who", next.length > 0 ? next : undefined)}
            options={roles}
          />
        </label>
        <Checkbox
          checked={own.reason === true}
          onChange={(event) => put_(way, "reason", event.target.checked || undefined)}
        >
          {say("stage-design.reason")}
        </Checkbox>
      </>
    );
  };
  return (
    <>
      <LabelInput
        label={say("stage-design.name")}
        value={pipeline.label}
        onChange={(label) => set("label", label)}
      />
      <Checkbox
        checked={moves.back !== undefined}
        onChange={(event) => whole("back", event.target.checked)}
      >
        {say("stage-design.back")}
      </Checkbox>
      {moves.back === undefined ? null : (
        <div className="stages-move">
          <label className="design-part">
            <span>{say("stage-design.steps")}</span>
            <InputNumber
              min={1}
              max={9}
              value={Number(back.steps ?? 1)}
              onChange={(next) => put_("back", "steps", next ?? 1)}
            />
          </label>
          {shared("back")}
        </div>
      )}
      <Checkbox
        checked={moves.reopen !== undefined}
        onChange={(event) => whole("reopen", event.target.checked)}
      >
        {say("stage-design.reopen")}
      </Checkbox>
      {moves.reopen === undefined ? null : (
        <div className="stages-move">
          <label className="design-part">
            <span>{say("stage-design.after")}</span>
            <Select
              mode="multiple"
              value={wordsOf(reopen.from)}
              onChange={(next: string[]) => put_("reopen", "from", next)}
              options={outcomes.map((one) => ({
                value: one.key,
                label: spoken(one.data.label, language) || one.key,
              }))}
            />
          </label>
          <label className="design-part">
            <span>{say("stage-design.within")}</span>
            <InputNumber
              min={0}
              max={3650}
              value={Number(reopen.within ?? 0)}
              onChange={(next) => put_("reopen", "within", next || undefined)}
            />
          </label>
          {shared("reopen")}
        </div>
      )}
    </>
  );
}
