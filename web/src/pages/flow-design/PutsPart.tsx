import { Select } from "antd";
import { Trash2 } from "lucide-react";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import { at, mapOf, type Path, put, textOf } from "@/model/design.ts";
import { useSay } from "@/words/t.ts";
import { useDesigning } from "./context.ts";

/** Fields that are written at a moment of the flow, each by an expression. */
export function PutsPart({ label, path }: { label: string; path: Path }) {
  const say = useSay();
  const { data, change, form } = useDesigning();
  const puts = mapOf(at(data, path));
  const fields = form.fields.filter((one) => !one.computed && one.kind !== "lines");
  const nameOf = (key: string) => form.fields.find((one) => one.key === key)?.label ?? key;
  return (
    <fieldset className="flow-people">
      <legend>{label}</legend>
      {Object.entries(puts).map(([key, text]) => (
        <div key={key} className="flow-put">
          <span className="cut">{nameOf(key)}</span>
          <ConditionFormula
            any
            form={form.form}
            formula={textOf(text)}
            label={nameOf(key)}
            onChange={(next) => change(put(data, [...path, key], next))}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={say("flow-design.removePut", { name: nameOf(key) })}
            onClick={() => change(put(data, [...path, key], undefined))}
          >
            <Trash2 size={14} />
          </button>
        </div>
      ))}
      <Select
        aria-label={say("flow-design.addPut")}
        placeholder={say("flow-design.addPut")}
        showSearch={{ optionFilterProp: "label" }}
        value={null}
        onChange={(key: string) => change(put(data, [...path, key], ""))}
        options={fields
          .filter((one) => !(one.key in puts))
          .map((one) => ({ value: one.key, label: one.label }))}
      />
    </fieldset>
  );
}
