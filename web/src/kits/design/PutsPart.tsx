import { Select } from "antd";
import { Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { type Data, put, textOf } from "@/model/design.ts";
import { useSay } from "@/words/t.ts";
import "./design.css";

/** Fields that are written, each by an expression. */
export function PutsPart(props: {
  label: string;
  fields: readonly { key: string; label: string }[];
  puts: Data;
  /** How the value of a field is written; null: some other way than by one text. */
  value: (props: {
    field: string;
    value: string;
    label: string;
    onChange: (text: string) => void;
  }) => ReactNode;
  onAdd?: (field: string) => Data[string];
  onChange: (puts: Data) => void;
}) {
  const say = useSay();
  const { fields, puts, onChange } = props;
  const nameOf = (key: string) => fields.find((one) => one.key === key)?.label ?? key;
  return (
    <fieldset className="design-people">
      <legend>{props.label}</legend>
      {Object.entries(puts).map(([key, text]) => (
        <div key={key} className="design-put">
          <span className="cut">{nameOf(key)}</span>
          {props.value({
            field: key,
            value: textOf(text),
            label: nameOf(key),
            onChange: (next) => onChange(put(puts, [key], next)),
          })}
          <button
            type="button"
            className="icon-button"
            aria-label={say("design.removePut", { name: nameOf(key) })}
            onClick={() => onChange(put(puts, [key], undefined))}
          >
            <Trash2 size={14} />
          </button>
        </div>
      ))}
      <Select
        aria-label={say("design.addPut")}
        placeholder={say("design.addPut")}
        showSearch={{ optionFilterProp: "label" }}
        value={null}
        onChange={(key: string) => onChange({ ...puts, [key]: props.onAdd?.(key) ?? "" })}
        options={fields
          .filter((one) => !(one.key in puts))
          .map((one) => ({ value: one.key, label: one.label }))}
      />
    </fieldset>
  );
}
