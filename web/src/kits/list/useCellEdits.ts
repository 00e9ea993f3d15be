import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { isFault } from "@/data/client.ts";
import { patchEach } from "@/data/records.ts";
import type { Row, Values } from "@/model/api.ts";
import { plainValues } from "@/model/draft.ts";
import { type BadCell, badCells, byRecord, type CellEdit, undone } from "@/model/edits.ts";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";

const UNDO_DEPTH = 50;

/** Cell edits: shown at once, sent as one call, taken back where the server says no. */
export function useCellEdits(form: string, rows: readonly Row[]) {
  const client = useQueryClient();
  const say = useSay();
  const tell = useTell();
  const [over, setOver] = useState<ReadonlyMap<string, Values>>(new Map());
  const [bad, setBad] = useState<readonly BadCell[]>([]);
  const [saved, setSaved] = useState<readonly CellEdit[]>([]);
  const undo = useRef<CellEdit[][]>([]);
  const rowsNow = useRef(rows);
  rowsNow.current = rows;

  const lay = useCallback(
    (edits: readonly CellEdit[], on: boolean) =>
      setOver((before) => {
        const next = new Map(before);
        for (const { id, path, value } of edits) {
          const { [path]: _gone, ...rest } = next.get(id) ?? {};
          if (on) next.set(id, { ...rest, [path]: value });
          else if (Object.keys(rest).length) next.set(id, rest);
          else next.delete(id);
        }
        return next;
      }),
    [],
  );

  const send = useCallback(
    async (edits: readonly CellEdit[], known: readonly BadCell[], isUndo: boolean) => {
      setBad(known);
      if (edits.length === 0) return;
      lay(edits, true);
      const rowOf = (id: string) => rowsNow.current.findIndex((row) => row[0] === id) + 1;
      const versions = new Map(rowsNow.current.map((row) => [row[0], row[1]]));
      try {
        const changes = byRecord(edits).map(({ id, set }) => {
          const version = versions.get(id);
          return {
            id,
            set: plainValues(set),
            ...(version === undefined || isUndo ? {} : { version }),
          };
        });
        const answer = await patchEach(form, changes);
        const failed = badCells(edits, answer.failed ?? [], rowOf);
        const lost = new Set((answer.failed ?? []).map((one) => one.id));
        const kept = edits.filter((edit) => !lost.has(edit.id));
        if (!isUndo && kept.length)
          undo.current = [...undo.current.slice(1 - UNDO_DEPTH), [...kept]];
        setSaved(kept);
        setBad([...known, ...failed]);
      } catch (error) {
        const problems = isFault(error) ? error.problems : [];
        const ids = [...new Set(edits.map((edit) => edit.id))];
        setBad([
          ...known,
          ...badCells(
            edits,
            ids.slice(0, 1).map((id) => ({ id, problems })),
            rowOf,
          ),
        ]);
        tell.fail(error);
      } finally {
        await client.invalidateQueries({ queryKey: ["rows", form] });
        for (const { id } of edits)
          void client.invalidateQueries({ queryKey: ["record", form, id] });
        lay(edits, false);
      }
    },
    [client, form, tell, lay],
  );

  const undoLast = useCallback(() => {
    const last = undo.current.pop();
    if (!last) return;
    void send(undone(last), [], true).then(() => tell.good(say("edit.undone", { n: last.length })));
  }, [send, say, tell]);

  return {
    over,
    bad,
    saved,
    edit: (edits: readonly CellEdit[], known: readonly BadCell[] = []) =>
      void send(edits, known, false),
    undo: undoLast,
    undoSaved: () => {
      undo.current.pop();
      void send(undone(saved), [], true);
    },
    forgive: () => setBad([]),
  };
}
