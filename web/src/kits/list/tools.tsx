import { Checkbox, Dropdown, Input, Popover, Select } from "antd";
import {
  ArrowDown,
  ArrowUp,
  ArrowUpDown,
  Columns3,
  GripVertical,
  Group,
  Rows3,
  Search,
  X,
} from "lucide-react";
import { useEffect, useState } from "react";
import type { FormView } from "@/model/api.ts";
import { fieldsInOrder } from "@/model/columns.ts";
import { readSort, writeSort } from "@/model/url.ts";
import { SortableList } from "@/ui/dnd/SortableList.tsx";
import { useSay } from "@/words/t.ts";
import type { ListState } from "./useListState.ts";

interface ToolProps {
  form: FormView;
  state: ListState;
}

function SortRows({ form, state }: ToolProps) {
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

export function SortTool(props: ToolProps) {
  const say = useSay();
  const n = props.state.sort.length;
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      content={<SortRows {...props} />}
    >
      <button type="button" className="plain-button" data-on={n > 0}>
        <ArrowUpDown size={15} />
        <span>{n ? say("sort.count", { n }) : say("sort.title")}</span>
      </button>
    </Popover>
  );
}

export function GroupTool({ form, state }: ToolProps) {
  const say = useSay();
  const fields = fieldsInOrder(form).filter((field) => field.groupable);
  const label = fields.find((field) => field.key === state.group)?.label;
  const items = [
    { key: "", label: say("group.none") },
    ...fields.map((field) => ({ key: field.key, label: field.label })),
  ];
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items,
        selectable: true,
        selectedKeys: [state.group],
        onClick: ({ key }) => state.setGroup(key),
        className: "tall-menu",
      }}
    >
      <button type="button" className="plain-button" data-on={label !== undefined}>
        <Group size={15} />
        <span>{label ? say("group.by", { field: label }) : say("group.title")}</span>
      </button>
    </Dropdown>
  );
}

function ColumnRows({ form, state }: ToolProps) {
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

export function ColumnsTool(props: ToolProps) {
  const say = useSay();
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      content={<ColumnRows {...props} />}
    >
      <button type="button" className="plain-button">
        <Columns3 size={15} />
        <span>{say("columns.title")}</span>
      </button>
    </Popover>
  );
}

export function HeightTool({ state }: { state: ListState }) {
  const say = useSay();
  const items = [
    { key: "compact", label: say("height.compact") },
    { key: "normal", label: say("height.normal") },
    { key: "tall", label: say("height.tall") },
  ];
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items,
        selectable: true,
        selectedKeys: [state.height],
        onClick: ({ key }) => state.setHeight(key as typeof state.height),
      }}
    >
      <button
        type="button"
        className="icon-button"
        aria-label={say("height.title")}
        title={say("height.title")}
      >
        <Rows3 size={16} />
      </button>
    </Dropdown>
  );
}

const PAUSE_MS = 250;

/** Asks when the typing pauses, not at every key; never while an input method composes. */
export function SearchBox({ state, label }: { state: ListState; label: string }) {
  const [text, setText] = useState(state.q);
  const [composing, setComposing] = useState(false);
  const { q, setQ } = state;
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (composing || text === q) return;
    const timer = setTimeout(() => setQ(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, composing, q, setQ]);
  return (
    <Input
      className="list-search"
      allowClear
      value={text}
      placeholder={label}
      aria-label={label}
      prefix={<Search size={14} color="var(--text-quiet)" />}
      onChange={(event) => setText(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  );
}
