import { Select } from "antd";
import { ArrowDown, X } from "lucide-react";
import type { FormView } from "@/model/api.ts";
import { fieldsInOrder } from "@/model/columns.ts";
import { fieldOf } from "@/model/values.ts";
import { useSay } from "@/words/t.ts";
import type { ListState } from "./useListState.ts";

/** By what, and in it by what: two levels, which can change places. */
export function GroupRows({ form, state }: { form: FormView; state: ListState }) {
  const say = useSay();
  const free = fieldsInOrder(form).filter(
    (field) => field.groupable && !state.group.includes(field.key),
  );
  return (
    <div className="tool-box">
      {state.group.map((path, at) => (
        <div key={path} className="row-flex">
          <span className="quiet num">{at + 1}</span>
          <span className="grow cut">{fieldOf(form, path)?.label ?? path}</span>
          {at + 1 < state.group.length ? (
            <button
              type="button"
              className="icon-button"
              aria-label={say("group.swap")}
              title={say("group.swap")}
              onClick={() => state.setGroup(state.group.toReversed())}
            >
              <ArrowDown size={14} />
            </button>
          ) : null}
          <button
            type="button"
            className="icon-button"
            aria-label={say("group.drop", { field: fieldOf(form, path)?.label ?? path })}
            onClick={() => state.setGroup(state.group.filter((one) => one !== path))}
          >
            <X size={14} />
          </button>
        </div>
      ))}
      {state.group.length < 2 ? (
        <Select
          style={{ width: "100%" }}
          value={null}
          placeholder={say(state.group.length ? "group.addIn" : "group.add")}
          aria-label={say(state.group.length ? "group.addIn" : "group.add")}
          showSearch={{ optionFilterProp: "label" }}
          options={free.map((field) => ({ value: field.key, label: field.label }))}
          onChange={(key: string | null) => key && state.setGroup([...state.group, key])}
        />
      ) : null}
    </div>
  );
}
