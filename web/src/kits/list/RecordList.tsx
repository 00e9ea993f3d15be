import { lazy, Suspense, useCallback, useMemo, useRef } from "react";
import { useFlashing } from "@/data/live.ts";
import type { FormView, Page, Row, Total, Value } from "@/model/api.ts";
import { changed, moved } from "@/model/columns.ts";
import { overlaid } from "@/model/edits.ts";
import { RecordGrid } from "@/ui/grid/RecordGrid.tsx";
import { useGridWords } from "./gridWords.ts";
import { useCellEdits } from "./useCellEdits.ts";
import { useListColumns } from "./useListColumns.tsx";
import { useListHands } from "./useListHands.ts";
import type { ListState } from "./useListState.ts";
import type { PathField } from "./usePathFields.ts";

const BadCellsPanel = lazy(() =>
  import("./BadCellsPanel.tsx").then((m) => ({ default: m.BadCellsPanel })),
);

const HEIGHTS = { compact: 32, normal: 36, tall: 44 } as const;

interface ListProps {
  form: FormView;
  state: ListState;
  fields: PathField[];
  /** The columns of the rows, which may be more than are shown. */
  paths: readonly string[];
  rows: readonly Row[];
  rowCount: number;
  rowAt: (index: number) => Row | undefined;
  groupAt?: (index: number) => React.ReactNode | null;
  numberAt?: (index: number) => number;
  onSeen?: (first: number, last: number) => void;
  first: Page | undefined;
  totals: readonly Total[];
  picked: ReadonlySet<string>;
  onPick: (ids: ReadonlySet<string>) => void;
  open: string | undefined;
  onOpen: (id: string) => void;
  onFilter: () => void;
}

const keyOf = (row: Row) => row[0];

/** The grid of a list: columns by their kinds, edits through the server, paste from Excel. */
export function RecordList(props: ListProps) {
  const { form, state, fields, rows, paths } = props;
  const flashing = useFlashing();
  const words = useGridWords();
  const edits = useCellEdits(form.form, rows);
  const valueAt = useCallback(
    (row: Row, path: string): Value => row[paths.indexOf(path) + 2] ?? null,
    [paths],
  );
  const { rowAt: baseRowAt } = props;
  const rowAt = useCallback(
    (index: number) => {
      const row = baseRowAt(index);
      return row && overlaid(row, paths, edits.over.get(row[0]));
    },
    [baseRowAt, paths, edits.over],
  );
  const bad = useMemo(
    () => new Map(edits.bad.map((cell) => [`${cell.id} ${cell.path}`, cell.message])),
    [edits.bad],
  );
  const { over } = edits;
  const markOf = useCallback(
    (row: Row, path: string) => {
      const message = bad.get(`${row[0]} ${path}`);
      const waiting = path in (over.get(row[0]) ?? {});
      return message ? { bad: message } : waiting ? { changed: true } : undefined;
    },
    [bad, over],
  );
  const { onOpen: open } = props;
  const onOpen = useCallback((row: Row) => open(row[0]), [open]);
  const editsRef = useRef(edits);
  editsRef.current = edits;

  const commit = useCallback(
    (row: Row, path: string, value: Value) =>
      editsRef.current.edit([{ id: row[0], path, value, before: valueAt(row, path) }]),
    [valueAt],
  );
  const columns = useListColumns({
    form,
    state,
    fields,
    first: props.first,
    totals: props.totals,
    valueAt,
    commit,
    onFilter: props.onFilter,
    onOpen,
  });
  const hands = useListHands({
    form,
    fields,
    ordered: columns,
    rows,
    rowAt,
    valueAt,
    edits,
    commit,
  });

  return (
    <>
      <RecordGrid<Row>
        label={form.plural ?? form.label}
        columns={columns}
        rowCount={props.rowCount}
        rowAt={rowAt}
        keyOf={keyOf}
        {...(props.groupAt ? { groupAt: props.groupAt } : {})}
        {...(props.numberAt ? { numberAt: props.numberAt } : {})}
        rowHeight={HEIGHTS[state.height]}
        markOf={markOf}
        flashing={flashing}
        openRow={props.open}
        {...(props.onSeen ? { onSeen: props.onSeen } : {})}
        onOpen={onOpen}
        picked={props.picked}
        onPick={props.onPick}
        onText={hands.onText}
        onToggle={(row, path) => commit(row, path, valueAt(row, path) !== true)}
        onClear={hands.onClear}
        onUndo={edits.undo}
        onCopy={hands.onCopy}
        onPaste={(text, range) => void hands.onPaste(text, range)}
        onResize={(path, width) =>
          state.setColumns(changed(state.columns, path, (one) => ({ ...one, width })))
        }
        onReorder={(path, before) => state.setColumns(moved(state.columns, path, before))}
        words={words}
      />
      {edits.bad.length ? (
        <Suspense fallback={null}>
          <BadCellsPanel
            bad={edits.bad}
            saved={edits.saved.length}
            titleOf={(path) => fields.find((one) => one.path === path)?.title ?? path}
            onUndo={edits.undoSaved}
            onClose={edits.forgive}
          />
        </Suspense>
      ) : null}
    </>
  );
}
