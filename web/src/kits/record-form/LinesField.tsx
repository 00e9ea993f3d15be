import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { Plus } from "lucide-react";
import { useMemo, useRef } from "react";
import type {
  FieldView,
  FormView,
  Preview,
  Problem,
  RecordData,
  Value,
  Values,
} from "@/model/api.ts";
import { toTsv } from "@/model/clipboard.ts";
import {
  addLines,
  computedLines,
  type Draft,
  lineValues,
  removeLines,
  writeLine,
} from "@/model/draft.ts";
import { newId } from "@/model/ids.ts";
import { byCell } from "@/model/problems.ts";
import { lockOn } from "@/model/rules.ts";
import type { Range } from "@/ui/grid/cursor.ts";
import { RecordGrid } from "@/ui/grid/RecordGrid.tsx";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import { kindOf, useTongue } from "../fields/index.ts";
import { useGridWords } from "../list/gridWords.ts";
import { LineMenu } from "./LineMenu.tsx";
import { type Line, useLineColumns } from "./lineColumns.tsx";
import { pasteLines } from "./pasteLines.ts";
import type { ChangeDraft } from "./useDraft.ts";

interface LinesProps {
  form: FormView;
  record: RecordData | null;
  draft: Draft;
  preview: Preview | null;
  problems: readonly Problem[];
  change: ChangeDraft;
  field: FieldView;
  editable: boolean;
  bare: boolean;
}

/** Rows within a record: a real grid; the blank row at its foot becomes a row as soon as one types into it. */
export function LinesField(props: LinesProps) {
  const { form, draft, preview, change, field, editable } = props;
  const key = field.key;
  const say = useSay();
  const tell = useTell();
  const tongue = useTongue();
  const client = useQueryClient();
  const words = useGridWords();
  const blank = useRef(newId());
  const rows = draft.lines[key] ?? [];
  if (rows.some((row) => row.id === blank.current)) blank.current = newId();
  const computed = useMemo(() => computedLines(preview, key), [preview, key]);
  const lines = useMemo(
    (): Line[] =>
      rows.map((row) => ({
        id: row.id,
        fresh: row.fresh,
        set: row.set,
        values: lineValues(row, computed.get(row.id)),
      })),
    [rows, computed],
  );
  const bad = useMemo(() => byCell(props.problems, key), [props.problems, key]);
  const blankLine: Line = { id: blank.current, fresh: true, set: {}, values: {} };
  // Rows that are frozen neither come nor go, though some of their columns may be free.
  const grows = editable && !lockOn(preview, key);
  const rowAt = (at: number): Line | undefined =>
    lines[at] ?? (grows && at === lines.length ? blankLine : undefined);
  const write = (id: string, values: Values) =>
    change((before) => writeLine(before, key, id, values));
  const columns = useLineColumns({ form, field, editable, lines, draft, preview, write });
  const shown = columns.map((column) => column.id);
  const partOf = (id: string) => field.fields?.find((one) => one.key === id);

  const onText = (row: Line, id: string, text: string) => {
    const part = partOf(id);
    if (!part) return;
    const read = kindOf(part.kind).parse(text, part, tongue);
    if (read.ok) write(row.id, { [id]: read.value });
    else tell.bad(read.message);
  };
  const onClear = (range: Range) => {
    const gone: Values = {};
    for (const id of shown.slice(range.left, range.right + 1))
      if (partOf(id)?.editable && !partOf(id)?.computed) gone[id] = null;
    for (const line of lines.slice(range.top, range.bottom + 1)) write(line.id, gone);
  };
  const onCopy = (range: Range) =>
    toTsv(
      lines
        .slice(range.top, range.bottom + 1)
        .map((line) =>
          columns.slice(range.left, range.right + 1).map((column) => column.text(line)),
        ),
    );
  const onPaste = async (text: string, range: Range) => {
    const parts = shown.flatMap((id) => partOf(id) ?? []);
    const read = await pasteLines({
      text,
      range,
      parts,
      form: form.form,
      key,
      lines,
      tongue,
      client,
    });
    change((before) =>
      read.rows.reduce((sum, row) => writeLine(sum, key, row.id, row.values), before),
    );
    if (read.problems.length) tell.bad(read.problems.slice(0, 3).join("；"));
  };
  const markOf = (row: Line, id: string) => {
    const message = bad.get(`${lines.indexOf(row)}.${id}`);
    const touched: Value | undefined = row.set[id];
    return message
      ? { bad: message }
      : touched !== undefined && !row.fresh
        ? { changed: true }
        : undefined;
  };
  const add = () => change((before) => addLines(before, key, [newId()]));
  return (
    <div className="lines-field" data-field={key} style={{ gridColumn: "1 / -1" }}>
      {props.bare ? null : <div className="field-label">{field.label}</div>}
      <RecordGrid<Line>
        snug
        label={field.label}
        columns={columns}
        rowCount={lines.length + (grows ? 1 : 0)}
        rowAt={rowAt}
        keyOf={(row) => row.id}
        rowHeight={36}
        markOf={markOf}
        onText={onText}
        onToggle={(row, id) => write(row.id, { [id]: row.values[id] !== true })}
        onClear={onClear}
        onCopy={onCopy}
        onPaste={(text, range) => void onPaste(text, range)}
        gutter={(row, at) => (
          <LineMenu
            at={at}
            count={lines.length}
            lineKey={key}
            entered={enteredIn(field, row)}
            still={!grows || at >= lines.length}
            change={change}
            onRemove={() => change((before) => removeLines(before, key, new Set([row.id])))}
          />
        )}
        {...(grows
          ? {
              after: (
                <Button type="link" size="small" icon={<Plus size={14} />} onClick={add}>
                  {say("lines.add")}
                </Button>
              ),
            }
          : {})}
        words={words}
      />
    </div>
  );
}

function enteredIn(field: FieldView, row: Line): Values {
  const own = (field.fields ?? []).filter(
    (part) => part.editable && !part.computed && part.key in row.values,
  );
  return Object.fromEntries(own.map((part) => [part.key, row.values[part.key] ?? null]));
}
