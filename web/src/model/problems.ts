/** Problems by their place: "amount", "lines[2].qty", "records[0].lines[2].qty". */
import type { Problem } from "@/model/api.ts";

export interface Place {
  record: number | null;
  field: string;
  line: number | null;
  column: string | null;
}

export function readPlace(place: string): Place {
  const record = /^records\[(\d+)\]\.?/.exec(place);
  const rest = record ? place.slice(record[0].length) : place;
  const inner = /^([^[.]+)(?:\[(\d+)\])?(?:\.(.+))?$/.exec(rest);
  return {
    record: record ? Number(record[1]) : null,
    field: inner?.[1] ?? rest,
    line: inner?.[2] === undefined ? null : Number(inner[2]),
    column: inner?.[3] ?? null,
  };
}

/** The first problem of each field; those of lines stand at their cells instead. */
export function byField(
  problems: readonly Pick<Problem, "place" | "message">[],
): Map<string, string> {
  const found = new Map<string, string>();
  for (const problem of problems) {
    const { field, line } = readPlace(problem.place);
    if (line === null && !found.has(field)) found.set(field, problem.message);
  }
  return found;
}

/** "2.qty" → message, for one lines field. */
export function byCell(problems: readonly Problem[], key: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const problem of problems) {
    const { field, line, column } = readPlace(problem.place);
    if (field === key && line !== null) found.set(`${line}.${column ?? ""}`, problem.message);
  }
  return found;
}
