/** Edits of many cells as one call: what is asked, what came back. */
import type { Problem, Row, Value, Values } from "@/model/api.ts";
import { readPlace } from "@/model/problems.ts";

export interface CellEdit {
  id: string;
  path: string;
  value: Value;
  before: Value;
}
export interface BadCell {
  id: string;
  path: string;
  row: number;
  text: string;
  message: string;
}

/** One change per record, however many of its cells were touched. */
export function byRecord(edits: readonly CellEdit[]): { id: string; set: Values }[] {
  const found = new Map<string, Values>();
  for (const { id, path, value } of edits) found.set(id, { ...found.get(id), [path]: value });
  return [...found].map(([id, set]) => ({ id, set }));
}

/** The edits that undo these, last first. */
export const undone = (edits: readonly CellEdit[]): CellEdit[] =>
  edits.toReversed().map((edit) => ({ ...edit, value: edit.before, before: edit.value }));

/** A problem lands on the cell it names, or on every touched cell of its record. */
export function badCells(
  edits: readonly CellEdit[],
  failed: readonly { id: string; problems: readonly Problem[] }[],
  rowOf: (id: string) => number,
): BadCell[] {
  return failed.flatMap(({ id, problems }) => {
    const touched = edits.filter((edit) => edit.id === id);
    return problems.flatMap((problem) => {
      const { field } = readPlace(problem.place);
      const named = touched.filter((edit) => edit.path === field);
      return (named.length ? named : touched.slice(0, 1)).map((edit) => ({
        id,
        path: edit.path,
        row: rowOf(id),
        text: typeof edit.value === "string" ? edit.value : "",
        message: [problem.message, problem.hint].filter(Boolean).join("，"),
      }));
    });
  });
}

/** A row with the values of a saved record and with what is still on its way. */
export function overlaid(row: Row, paths: readonly string[], over: Values | undefined): Row {
  if (!over) return row;
  const [id, version, ...values] = row;
  return [
    id,
    version,
    ...values.map((value, at) => {
      const path = paths[at] ?? "";
      return path in over ? (over[path] ?? null) : value;
    }),
  ];
}
