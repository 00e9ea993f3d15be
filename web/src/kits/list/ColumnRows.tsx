import { Checkbox, Input } from "antd";
import { GripVertical } from "lucide-react";
import { useState } from "react";
import type { FormView } from "@/model/api.ts";
import { fieldsInOrder } from "@/model/columns.ts";
import { SortableList } from "@/ui/dnd/SortableList.tsx";
import { useSay } from "@/words/t.ts";
import type { ListState } from "./useListState.ts";

interface RowsProps {
  form: FormView;
  state: ListState;
}

/** Which fields are shown, in which order. */
export function ColumnRows({ form, state }: RowsProps) {
  const say = useSay();
  const [q, setQ] = useState("");
  const shown = new Set(state.columns.map((column) => column.path));
  const labelOf = (path: string) => form.fields.find((field) => field.key === path)?.label ?? path;
  const matches = (label: string) => label.toLowerCase().includes(q.toLowerCase());
  const rest = fieldsInOrder(form).filter(
    (field) => !shown.has(field.key) && field.type !== "none" && matches(field.label),
  );
  return (
    <div className="tool-box">
      <Input
        allowClear
        value={q}
        placeholder={say("columns.find")}
        aria-label={say("columns.find")}
        onChange={(event) => setQ(event.target.value)}
      />
      <div className="columns-list">
        <SortableList
          ids={state.columns.map((column) => column.path)}
          onMove={(from, to) => {
            const one = state.columns[from];
            if (one) state.setColumns(state.columns.toSpliced(from, 1).toSpliced(to, 0, one));
          }}
          render={(path, handle) =>
            matches(labelOf(path)) ? (
              <div className="row-flex columns-row">
                <button
                  type="button"
                  className="icon-button columns-grip"
                  aria-label={say("columns.move", { name: labelOf(path) })}
                  {...handle}
                >
                  <GripVertical size={14} />
                </button>
                <Checkbox
                  className="grow"
                  checked
                  onChange={() =>
                    state.setColumns(state.columns.filter((column) => column.path !== path))
                  }
                >
                  {labelOf(path)}
                </Checkbox>
              </div>
            ) : null
          }
        />
        {rest.map((field) => (
          <div key={field.key} className="row-flex columns-row">
            <span style={{ width: 28 }} />
            <Checkbox
              checked={false}
              onChange={() => state.setColumns([...state.columns, { path: field.key }])}
            >
              {field.label}
            </Checkbox>
          </div>
        ))}
      </div>
    </div>
  );
}
