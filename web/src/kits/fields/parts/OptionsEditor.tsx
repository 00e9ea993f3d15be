import { X } from "lucide-react";
import type { Value } from "@/model/api.ts";
import { asText, asTexts } from "@/model/values.ts";
import type { EditorProps } from "../kind.ts";
import { OptionTag } from "./options.tsx";
import { PickSelect } from "./PickSelect.tsx";

const optionsOf = ({ field }: EditorProps) =>
  (field.settings.options ?? []).map(({ key, label }) => ({
    value: key,
    search: `${label} ${key}`,
    label: <OptionTag field={field} value={key} />,
    title: label,
  }));

export function ChoiceEditor(props: EditorProps) {
  const pick = (value: Value | undefined) => {
    props.onChange(value ?? null);
    props.grid?.done();
  };
  return (
    <PickSelect<string>
      editor={props}
      value={asText(props.value) || null}
      options={optionsOf(props)}
      onChange={pick}
    />
  );
}

export function ChoicesEditor(props: EditorProps) {
  return (
    <PickSelect<string[]>
      editor={props}
      mode="multiple"
      value={asTexts(props.value)}
      options={optionsOf(props)}
      tagRender={({ value, onClose }) => (
        <span className="picked-tag">
          <OptionTag field={props.field} value={String(value)} />
          <button
            type="button"
            tabIndex={-1}
            aria-label="×"
            onMouseDown={(event) => event.preventDefault()}
            onClick={onClose}
          >
            <X size={12} />
          </button>
        </span>
      )}
      onChange={(value) => props.onChange(value.length ? value : null)}
    />
  );
}
