import { lazy, Suspense, useCallback } from "react";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { ListBones } from "@/kits/list/ListBones.tsx";
import { RecordList } from "@/kits/list/RecordList.tsx";
import { useGrouped } from "@/kits/list/useGrouped.tsx";
import type { ListState } from "@/kits/list/useListState.ts";
import type { PathField } from "@/kits/list/usePathFields.ts";
import type { Rows } from "@/kits/list/useRows.ts";
import type { Ask, FormView, Total } from "@/model/api.ts";
import { useNarrow } from "@/ui/useNarrow.ts";
import { withWords } from "@/words/t.ts";

const EmptyList = lazy(() => import("./EmptyList.tsx").then((m) => ({ default: m.EmptyList })));
const ListCards = lazy(() =>
  import("@/kits/list/ListCards.tsx").then((m) => ({ default: m.ListCards })),
);
const KanbanBoard = lazy(() =>
  withWords("standing", import("@/kits/kanban/KanbanBoard.tsx")).then((m) => ({
    default: m.KanbanBoard,
  })),
);

interface BodyProps {
  form: FormView;
  state: ListState;
  ask: Ask;
  fields: PathField[];
  shown: PathField[];
  rows: Rows;
  picked: ReadonlySet<string>;
  onPick: (ids: ReadonlySet<string>) => void;
  open: string | undefined;
  onOpen: (id: string) => void;
  onFilter: () => void;
  onNew: () => void;
}

// Cards are all drawn: fewer of each group than in the grid.
const CARDS_OF_GROUP = 50;
const UNGROUPED: string[] = [];
const UNCOUNTED: Total[] = [];

/** The list in the shape of its view: grid, groups, board or, on a phone, cards. */
export function ListBody(props: BodyProps) {
  const { form, state, ask, rows } = props;
  const narrow = useNarrow();
  const isBoard = state.view.kind === "kanban" && state.view.by !== undefined;
  const grouping = state.group.length > 0 && !isBoard;
  const groups = useGrouped(
    form,
    grouping ? state.group : UNGROUPED,
    ask,
    state,
    narrow ? CARDS_OF_GROUP : undefined,
  );
  const plainRowAt = useCallback((at: number) => rows.rows[at], [rows.rows]);
  const error = rows.error ?? groups.error;
  if (error && rows.rows.length === 0) {
    return <FaultPanel error={error} onRetry={grouping ? groups.retry : rows.retry} />;
  }
  if (rows.pending || (grouping && groups.pending)) return <ListBones />;
  if (isBoard) {
    return (
      <Suspense fallback={<ListBones />}>
        <KanbanBoard
          form={form}
          view={state.view}
          ask={ask}
          fields={props.fields}
          onOpen={props.onOpen}
        />
      </Suspense>
    );
  }
  if (rows.rows.length === 0)
    return (
      <Suspense>
        <EmptyList form={form} state={state} onNew={props.onNew} />
      </Suspense>
    );
  if (narrow) {
    return (
      <Suspense fallback={<ListBones />}>
        <ListCards
          form={form}
          fields={props.fields}
          rows={rows.rows}
          groups={grouping ? groups : null}
          onSeen={rows.onSeen}
          onOpen={props.onOpen}
        />
      </Suspense>
    );
  }
  const source = grouping
    ? {
        rows: groups.rows,
        rowCount: groups.count,
        rowAt: groups.rowAt,
        groupAt: groups.groupAt,
        numberAt: groups.numberAt,
      }
    : { rows: rows.rows, rowCount: rows.count, rowAt: plainRowAt, onSeen: rows.onSeen };
  return (
    <RecordList
      {...source}
      form={form}
      state={state}
      fields={props.shown}
      paths={ask.columns}
      first={rows.first}
      totals={ask.totals ?? UNCOUNTED}
      picked={props.picked}
      onPick={props.onPick}
      open={props.open}
      onOpen={props.onOpen}
      onFilter={props.onFilter}
    />
  );
}
