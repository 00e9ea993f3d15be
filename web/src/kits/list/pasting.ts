/** Turns a pasted block into edits: reads each cell by its column's kind, asks the server for linked records. */
import type { QueryClient } from "@tanstack/react-query";
import { pickQuery } from "@/data/records.ts";
import type { LinkValue, Row, Value } from "@/model/api.ts";
import { fromTsv, tiled } from "@/model/clipboard.ts";
import type { BadCell, CellEdit } from "@/model/edits.ts";
import { type FieldKind, kindOf, type Tongue } from "../fields/index.ts";
import type { PathField } from "./usePathFields.ts";

interface Place {
  top: number;
  bottom: number;
  left: number;
  right: number;
}
export interface Pasted {
  edits: CellEdit[];
  bad: BadCell[];
  /** Rows of the block for which the list has none. */
  beyond: number;
}

type Finder = (column: PathField, title: string) => Promise<LinkValue | null | "many">;

/** Finds a record by its exact title, each title once. */
export function finder(client: QueryClient, form: string): Finder {
  const known = new Map<string, Promise<LinkValue | null | "many">>();
  return (column, title) => {
    const key = `${column.path} ${title}`;
    const asked =
      known.get(key) ??
      client
        .fetchQuery(pickQuery(`forms/${form}`, column.path, title, undefined))
        .then(({ options }) => {
          const exact = options.filter((option) => option.title === title);
          const [only] = exact;
          return exact.length > 1
            ? ("many" as const)
            : only
              ? { id: only.id, title: only.title }
              : null;
        });
    known.set(key, asked);
    return asked;
  };
}

async function readCell(
  text: string,
  column: PathField,
  kind: FieldKind,
  tongue: Tongue,
  find: Finder,
): Promise<{ value: Value } | { message: string }> {
  const field = column.field!;
  const parsed = kind.parse(text, field, tongue);
  if (!parsed.ok) return parsed;
  if (field.type !== "reference" && field.type !== "list:reference") return parsed;
  if (parsed.value === null) return parsed;
  const found: Value[] = [];
  for (const title of Array.isArray(parsed.value) ? parsed.value : [parsed.value]) {
    const link = await find(column, String(title));
    if (link === "many") return { message: tongue.say("parse.twoOf", { text: String(title) }) };
    if (!link) return { message: tongue.say("parse.unknown", { text: String(title) }) };
    found.push({ id: link.id, title: link.title });
  }
  return { value: Array.isArray(parsed.value) ? found : (found[0] ?? null) };
}

export async function readPaste(
  text: string,
  place: Place,
  columns: readonly PathField[],
  rowAt: (index: number) => Row | undefined,
  valueAt: (row: Row, path: string) => Value,
  tongue: Tongue,
  find: Finder,
): Promise<Pasted> {
  const block = tiled(fromTsv(text), place.bottom - place.top + 1, place.right - place.left + 1);
  const done: Pasted = { edits: [], bad: [], beyond: 0 };
  for (const [down, cells] of block.entries()) {
    const row = rowAt(place.top + down);
    if (!row) {
      done.beyond++;
      continue;
    }
    for (const [right, cell] of cells.entries()) {
      const column = columns[place.left + right];
      if (!column?.field) continue;
      const at = { id: row[0], path: column.path, row: place.top + down + 1, text: cell };
      if (!column.field.editable || column.field.computed) {
        done.bad.push({ ...at, message: tongue.say("parse.readOnly") });
        continue;
      }
      const read = await readCell(cell, column, kindOf(column.field.kind), tongue, find);
      if ("message" in read) done.bad.push({ ...at, message: read.message });
      else
        done.edits.push({
          id: row[0],
          path: column.path,
          value: read.value,
          before: valueAt(row, column.path),
        });
    }
  }
  return done;
}
