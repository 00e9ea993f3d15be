import { ArrowUpDown, Columns3, Group, Rows3, Search } from "lucide-react";
import { lazy, useEffect, useState } from "react";
import type { FormView } from "@/model/api.ts";
import { fieldOf } from "@/model/values.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { ToolPopover } from "@/ui/ToolPopover.tsx";
import { useSay } from "@/words/t.ts";
import type { ListState } from "./useListState.ts";

const SortRows = lazy(() => import("./SortRows.tsx").then((m) => ({ default: m.SortRows })));
const GroupRows = lazy(() => import("./GroupRows.tsx").then((m) => ({ default: m.GroupRows })));
const ColumnRows = lazy(() => import("./ColumnRows.tsx").then((m) => ({ default: m.ColumnRows })));

interface ToolProps {
  form: FormView;
  state: ListState;
}
interface SortProps {
  form: FormView;
  state: Pick<ListState, "sort" | "setSort">;
}

export function SortTool(props: SortProps) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const n = props.state.sort.length;
  const button = (
    <>
      <ArrowUpDown size={15} />
      <span>{n ? say("sort.count", { n }) : say("sort.title")}</span>
    </>
  );
  return (
    <ToolPopover open={open} onOpen={setOpen} on={n > 0} label={say("sort.title")} button={button}>
      <SortRows {...props} />
    </ToolPopover>
  );
}

export function ColumnsTool(props: ToolProps) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const button = (
    <>
      <Columns3 size={15} />
      <span>{say("columns.title")}</span>
    </>
  );
  return (
    <ToolPopover
      open={open}
      onOpen={setOpen}
      on={false}
      label={say("columns.title")}
      button={button}
    >
      <ColumnRows {...props} />
    </ToolPopover>
  );
}

export function GroupTool(props: ToolProps) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const { form, state } = props;
  const labels = state.group.map((path) => fieldOf(form, path)?.label ?? path);
  const button = (
    <>
      <Group size={15} />
      <span>
        {labels.length ? say("group.by", { field: labels.join(" › ") }) : say("group.title")}
      </span>
    </>
  );
  return (
    <ToolPopover
      open={open}
      onOpen={setOpen}
      on={labels.length > 0}
      label={say("group.title")}
      button={button}
    >
      <GroupRows {...props} />
    </ToolPopover>
  );
}

const HEIGHTS = ["compact", "normal", "tall"] as const;

export function HeightTool({ state }: { state: ListState }) {
  const say = useSay();
  const items = HEIGHTS.map((height) => ({
    key: height,
    label: say(`height.${height}`),
    checked: height === state.height,
    onClick: () => state.setHeight(height),
  }));
  return (
    <MenuButton
      items={items}
      className="icon-button"
      label={say("height.title")}
      title={say("height.title")}
    >
      <Rows3 size={16} />
    </MenuButton>
  );
}

const PAUSE_MS = 250;

/** Asks when the typing pauses, not at every key; never while an input method composes. */
export function SearchBox({
  state,
  label,
}: {
  state: Pick<ListState, "q" | "setQ">;
  label: string;
}) {
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
    <label className="list-search">
      <Search size={14} aria-hidden />
      <input
        type="search"
        value={text}
        placeholder={label}
        aria-label={label}
        onChange={(event) => setText(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
      />
    </label>
  );
}
