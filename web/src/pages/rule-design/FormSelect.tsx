import { Select } from "antd";
import { useMe } from "@/data/session.ts";
import { formName, formWritten } from "@/model/rule-design.ts";
import { useSay } from "@/words/t.ts";
import { useRuleDesigning } from "./context.ts";

/** A form, as a file of this app writes its name. */
export function FormSelect(props: {
  label: string;
  value: string;
  clear?: boolean;
  onChange: (written: string) => void;
}) {
  const say = useSay();
  const me = useMe();
  const { app, forms } = useRuleDesigning();
  const apps = me.apps.filter((one) => forms.some((form) => form.app === one.key));
  return (
    <label className="design-part">
      <span>{props.label}</span>
      <Select
        showSearch={{ optionFilterProp: "label" }}
        allowClear={props.clear ?? false}
        placeholder={say("rule-design.chooseForm")}
        value={formName(app, props.value) || null}
        onChange={(next: string | null | undefined) =>
          props.onChange(next ? formWritten(app, next) : "")
        }
        options={apps.map((one) => ({
          label: one.label,
          options: forms
            .filter((form) => form.app === one.key)
            .map((form) => ({ value: form.name, label: form.label })),
        }))}
      />
    </label>
  );
}
