import { useQueryClient } from "@tanstack/react-query";
import type { FormView, Row, Value } from "@/model/api.ts";
import { toTsv } from "@/model/clipboard.ts";
import type { CellEdit } from "@/model/edits.ts";
import type { Range } from "@/ui/grid/cursor.ts";
import type { GridColumn } from "@/ui/grid/types.ts";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import { kindOf, useTongue } from "../fields/index.ts";
import type { useCellEdits } from "./useCellEdits.ts";
import { writable } from "./useListColumns.tsx";
import type { PathField } from "./usePathFields.ts";

interface Needs {
  form: FormView;
  fields: PathField[];
  ordered: GridColumn<Row>[];
  rows: readonly Row[];
  rowAt: (index: number) => Row | undefined;
  valueAt: (row: Row, path: string) => Value;
  edits: ReturnType<typeof useCellEdits>;
  commit: (row: Row, path: string, value: Value) => void;
}

/** What hands do to cells: write over them, empty them, copy and paste them. */
export function useListHands(needs: Needs) {
  const { form, fields, ordered, rows, rowAt, valueAt, edits, commit } = needs;
  const say = useSay();
  const tell = useTell();
  const tongue = useTongue();
  const client = useQueryClient();
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
    const found = cells(range, (row, column) => {
      const before = valueAt(row, column.path);
      return writable(form, column) && before !== null
        ? { id: row[0], path: column.path, value: null, before }
        : null;
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
    if (!form.verbs.includes("update")) return tell.bad(say("parse.readOnly"));
    const inOrder = ordered.flatMap((column) => fields.find((one) => one.path === column.id) ?? []);
    const { finder, readPaste } = await import("./pasting.ts");
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
  return { onText, onClear, onCopy, onPaste };
}
