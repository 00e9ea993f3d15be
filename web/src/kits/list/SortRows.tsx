import { Select } from "antd";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import type { FormView } from "@/model/api.ts";
import { fieldsInOrder } from "@/model/columns.ts";
import { readSort, writeSort } from "@/model/url.ts";
import { useSay } from "@/words/t.ts";
import type { ListState } from "./useListState.ts";

interface RowsProps {
  form: FormView;
  state: Pick<ListState, "sort" | "setSort">;
}

/** By what, in which order, up to five. */
export function SortRows({ form, state }: RowsProps) {
  const say = useSay();
  const sortable = fieldsInOrder(form).filter((field) => field.sortable);
  const used = state.sort.map((one) => readSort(one).path);
  const free = sortable.filter((field) => !used.includes(field.key));
  const put = (at: number, next: string | null) =>
    state.setSort(next === null ? state.sort.toSpliced(at, 1) : state.sort.toSpliced(at, 1, next));
  return (
    <div className="tool-box">
      {state.sort.map((one, at) => {
        const { path, down } = readSort(one);
        const label = sortable.find((field) => field.key === path)?.label ?? path;
        return (
          <div key={path} className="row-flex">
            <span className="grow cut">{label}</span>
            <button
              type="button"
              className="plain-button"
              onClick={() => put(at, writeSort(path, !down))}
            >
              {down ? <ArrowDown size={14} /> : <ArrowUp size={14} />}
              {say(down ? "column.sortDown" : "column.sortUp")}
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={say("sort.drop")}
              onClick={() => put(at, null)}
            >
              <X size={14} />
            </button>
          </div>
        );
      })}
      {state.sort.length < 5 ? (
        <Select
          style={{ width: "100%" }}
          value={null}
          placeholder={say("sort.add")}
          aria-label={say("sort.add")}
          showSearch={{ optionFilterProp: "label" }}
          options={free.map((field) => ({ value: field.key, label: field.label }))}
          onChange={(key: string | null) => key && state.setSort([...state.sort, key])}
        />
      ) : null}
    </div>
  );
}
