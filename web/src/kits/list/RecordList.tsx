import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { useFlashing } from "@/data/live.ts";
import type { FormView, Page, Row, Value } from "@/model/api.ts";
import { toTsv } from "@/model/clipboard.ts";
import { changed, firstWidth, moved } from "@/model/columns.ts";
import type { CellEdit } from "@/model/edits.ts";
import { overlaid } from "@/model/edits.ts";
import type { Range } from "@/ui/grid/cursor.ts";
import { RecordGrid } from "@/ui/grid/RecordGrid.tsx";
import type { GridColumn } from "@/ui/grid/types.ts";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import { FieldCell, kindOf, useTongue } from "../fields/index.ts";
import { BadCellsPanel } from "./BadCellsPanel.tsx";
import { CellEditor } from "./CellEditor.tsx";
import { ColumnFoot } from "./ColumnFoot.tsx";
import { useGridWords } from "./gridWords.ts";
import { finder, readPaste } from "./pasting.ts";
import { useCellEdits } from "./useCellEdits.ts";
import { useHeadMenu } from "./useHeadMenu.tsx";
import type { ListState } from "./useListState.ts";
import type { PathField } from "./usePathFields.ts";

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
  const say = useSay();
  const tell = useTell();
  const tongue = useTongue();
  const client = useQueryClient();
  const flashing = useFlashing();
  const words = useGridWords();
  const edits = useCellEdits(form.form, rows);
  const menuOf = useHeadMenu(state, props.onFilter);
  const mayWrite = form.verbs.includes("update");
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu follows the state it is made from
  const columns = useMemo(
    () =>
      fields.flatMap((pathField): GridColumn<Row>[] => {
        const { path, field, title } = pathField;
        if (!field) return [];
        const kind = kindOf(field.kind);
        const shape = state.columns.find((column) => column.path === path);
        const Icon = kind.Icon;
        return [
          {
            id: path,
            title,
            icon: <Icon size={13} />,
            width: shape?.width ?? (path === form.title ? 240 : firstWidth(title, kind.width)),
            align: field.type === "number" ? "end" : kind.align,
            frozen: shape?.frozen ?? false,
            mode:
              mayWrite && field.editable && !field.computed && !path.includes(".")
                ? kind.mode
                : "none",
            typed: kind.typed ?? false,
            mayEdit: () => true,
            cell: (row) => (
              <FieldCell
                field={field}
                value={valueAt(row, path)}
                form={form.form}
                record={row[0]}
              />
            ),
            text: (row) => kind.format(valueAt(row, path), field, tongue),
            editor: (row, popup) => (
              <CellEditor
                field={field}
                form={form.form}
                record={row[0]}
                path={path}
                value={valueAt(row, path)}
                start={popup.start}
                onDone={popup.done}
                onCommit={(value) => commit(row, path, value)}
              />
            ),
            menu: menuOf(pathField),
            footer: (
              <ColumnFoot form={form} state={state} path={path} field={field} first={props.first} />
            ),
          },
        ];
      }),
    [
      fields,
      state.columns,
      state.where,
      state.sort,
      state.q,
      form,
      mayWrite,
      valueAt,
      tongue,
      commit,
      props.first,
    ],
  );
  const ordered = [...columns.filter((one) => one.frozen), ...columns.filter((one) => !one.frozen)];
  const fieldAt = (at: number) => fields.find((one) => one.path === ordered[at]?.id);

  const onText = (row: Row, path: string, text: string) => {
    const field = fields.find((one) => one.path === path)?.field;
    if (!field) return;
    const read = kindOf(field.kind).parse(text, field, tongue);
    if (read.ok) commit(row, path, read.value);
    else tell.bad(read.message);
    if (!read.ok)
      edits.edit(
        [],
        [{ id: row[0], path, row: rows.indexOf(row) + 1, text, message: read.message }],
      );
  };
  const cells = (
    range: Range,
    make: (row: Row, column: PathField) => CellEdit | null,
  ): CellEdit[] => {
    const found: CellEdit[] = [];
    for (let r = range.top; r <= range.bottom; r++) {
      const row = rowAt(r);
      for (let c = range.left; row && c <= range.right; c++) {
        const column = fieldAt(c);
        const edit = column && make(row, column);
        if (edit) found.push(edit);
      }
    }
    return found;
  };
  const onClear = (range: Range) => {
    const found = cells(range, (row, { path, field }) => {
      const before = valueAt(row, path);
      const may =
        mayWrite && field?.editable && !field.computed && !path.includes(".") && before !== null;
      return may ? { id: row[0], path, value: null, before } : null;
    });
    if (found.length) edits.edit(found);
  };
  const onCopy = (range: Range) => {
    const block: string[][] = [];
    for (let r = range.top; r <= range.bottom; r++) {
      const row = rowAt(r);
      if (!row) continue;
      const cellsOf = ordered.slice(range.left, range.right + 1);
      block.push(cellsOf.map((column) => column.text(row)));
    }
    return toTsv(block);
  };
  const onPaste = async (text: string, range: Range) => {
    if (!mayWrite) return tell.bad(say("parse.readOnly"));
    const inOrder = ordered.flatMap((column) => fields.find((one) => one.path === column.id) ?? []);
    const read = await readPaste(
      text,
      range,
      inOrder,
      rowAt,
      valueAt,
      tongue,
      finder(client, form.form),
    );
    edits.edit(read.edits, read.bad);
    if (read.beyond) tell.good(say("paste.beyond", { n: read.beyond }));
  };

  return (
    <>
      <RecordGrid<Row>
        label={form.plural ?? form.label}
        columns={ordered}
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
        onText={onText}
        onToggle={(row, path) => commit(row, path, valueAt(row, path) !== true)}
        onClear={onClear}
        onUndo={edits.undo}
        onCopy={onCopy}
        onPaste={(text, range) => void onPaste(text, range)}
        onResize={(path, width) =>
          state.setColumns(changed(state.columns, path, (one) => ({ ...one, width })))
        }
        onReorder={(path, before) => state.setColumns(moved(state.columns, path, before))}
        words={words}
      />
      {edits.bad.length ? (
        <BadCellsPanel
          bad={edits.bad}
          saved={edits.saved.length}
          titleOf={(path) => fields.find((one) => one.path === path)?.title ?? path}
          onUndo={edits.undoSaved}
          onClose={edits.forgive}
        />
      ) : null}
    </>
  );
}
