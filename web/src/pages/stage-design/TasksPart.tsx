import { Checkbox, InputNumber, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { LabelInput } from "@/kits/design/LabelInput.tsx";
import { type Data, mapOf, put, textOf } from "@/model/design.ts";
import { useSay } from "@/words/t.ts";
import { type PartProps, useStageDesigning } from "./context.ts";

/** What is to be done in a stage: by whom, until when, whether one must. */
export function TasksPart({ data: stage, set }: PartProps) {
  const say = useSay();
  const { form, organisation } = useStageDesigning();
  const tasks = mapOf(stage.tasks);
  const tell = (next: Data) => set("tasks", Object.keys(next).length > 0 ? next : undefined);
  const who = [
    { value: "owner", label: say("stage-design.owner") },
    ...form.fields
      .filter((one) => /^members?$/.test(one.kind) && one.key !== "owner")
      .map((one) => ({ value: one.key, label: one.label })),
    ...organisation.roles.map((one) => ({ value: `role(${one.key})`, label: one.label })),
  ];
  const fresh = () => {
    let n = Object.keys(tasks).length + 1;
    while (`task_${n}` in tasks) n += 1;
    tell({ ...tasks, [`task_${n}`]: { label: say("stage-design.newTask"), who: "owner" } });
  };
  return (
    <fieldset className="design-people">
      <legend>{say("stage-design.tasks")}</legend>
      {Object.entries(tasks).map(([key, raw]) => {
        const task = mapOf(raw);
        const edit = (name: string, value: Parameters<typeof put>[2]) =>
          tell({ ...tasks, [key]: put(task, [name], value) });
        return (
          <div key={key} className="design-check">
            <LabelInput
              label={say("stage-design.task")}
              value={task.label}
              onChange={(label) => edit("label", label)}
            />
            <button
              type="button"
              className="icon-button"
              aria-label={say("stage-design.removeTask", {
                name: textOf(mapOf(task.label).zh) || key,
              })}
              onClick={() => tell(put(tasks, [key], undefined))}
            >
              <Trash2 size={14} />
            </button>
            <div className="design-pair">
              <label className="design-part">
                <span>{say("stage-design.who")}</span>
                <Select
                  showSearch={{ optionFilterProp: "label" }}
                  value={textOf(task.who) || "owner"}
                  onChange={(next) => edit("who", next)}
                  options={who}
                />
              </label>
              <label className="design-part">
                <span>{say("stage-design.due")}</span>
                <InputNumber
                  min={0}
                  max={365}
                  value={task.due === undefined || task.due === null ? null : Number(task.due)}
                  onChange={(next) => edit("due", next ?? undefined)}
                />
              </label>
            </div>
            <span className="stages-checks">
              <Checkbox
                checked={task.mandatory !== false}
                onChange={(event) => edit("mandatory", event.target.checked ? undefined : false)}
              >
                {say("stage-design.mandatory")}
              </Checkbox>
              <Checkbox
                checked={task.result === true}
                onChange={(event) => edit("result", event.target.checked || undefined)}
              >
                {say("stage-design.result")}
              </Checkbox>
            </span>
          </div>
        );
      })}
      <button type="button" className="button" onClick={fresh}>
        <Plus size={14} aria-hidden /> {say("stage-design.addTask")}
      </button>
    </fieldset>
  );
}
