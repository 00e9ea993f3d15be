import { Inbox, SearchX, UserRound } from "lucide-react";
import { lazy, Suspense, useCallback } from "react";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useGo } from "@/kits/go.ts";
import { ListBones } from "@/kits/list/ListBones.tsx";
import { RecordList } from "@/kits/list/RecordList.tsx";
import { useGrouped } from "@/kits/list/useGrouped.tsx";
import type { ListState } from "@/kits/list/useListState.ts";
import type { PathField } from "@/kits/list/usePathFields.ts";
import type { Rows } from "@/kits/list/useRows.ts";
import type { Ask, FormView, Total } from "@/model/api.ts";
import { asksForMe } from "@/model/where.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay } from "@/words/t.ts";

const ListCards = lazy(() =>
  import("@/kits/list/ListCards.tsx").then((m) => ({ default: m.ListCards })),
);
const KanbanBoard = lazy(() =>
  import("@/kits/kanban/KanbanBoard.tsx").then((m) => ({ default: m.KanbanBoard })),
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

function EmptyList({ form, state, onNew }: BodyProps) {
  const say = useSay();
  const go = useGo();
  const ofView = JSON.stringify(state.where) === JSON.stringify(state.view.where);
  const wider = state.views.find((view) => view.kind === "table" && view.where === null);
  if (ofView && !state.q && wider && asksForMe(state.view.where)) {
    return (
      <StatePanel
        icon={<UserRound />}
        title={say("list.noneMine", { form: form.label })}
        text={say("list.noneMineText", { view: state.view.label })}
      >
        <button
          type="button"
          className="button primary"
          onClick={() => state.toView(wider.id || wider.key)}
        >
          {say("list.seeAll")}
        </button>
        {form.verbs.includes("create") ? (
          <button type="button" className="button" onClick={onNew}>
            {say("record.newOf", { form: form.label })}
          </button>
        ) : null}
      </StatePanel>
    );
  }
  if (state.where || state.q) {
    return (
      <StatePanel icon={<SearchX />} title={say("list.noMatch")} text={say("list.noMatchText")}>
        <button
          type="button"
          className="button"
          onClick={() => {
            // The word one typed came last: it goes first, and the view's own conditions stay.
            if (state.q) state.setQ("");
            else state.setWhere(null);
          }}
        >
          {say(state.q ? "search.clear" : "filter.clear")}
        </button>
      </StatePanel>
    );
  }
  return (
    <StatePanel
      icon={<Inbox />}
      title={say("list.empty", { form: form.label })}
      text={say("list.emptyText", { form: form.label })}
    >
      {form.verbs.includes("create") ? (
        <button type="button" className="button primary" onClick={onNew}>
          {say("record.newOf", { form: form.label })}
        </button>
      ) : null}
      {form.verbs.includes("import") ? (
        <button type="button" className="button" onClick={() => go.to(`/f/${form.form}/import`)}>
          {say("import.title")}
        </button>
      ) : null}
    </StatePanel>
  );
}

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
  if (rows.rows.length === 0) return <EmptyList {...props} />;
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
