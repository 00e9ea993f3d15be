/** Defaults taken again from their sources: which fields have one, and what would become of them. */
import type { FieldView, FormView, Preview, RecordData, Value, Values } from "./api.ts";
import { compare } from "./decimal.ts";
import { computedLines, type Draft, lineValues, plainValues, touch, touchLine } from "./draft.ts";
import { asking, lockOn, rowsSaid, ruled, shownIn } from "./rules.ts";
import { asText, isBlank, shownAs } from "./values.ts";

/** A field, or a column of `lines`, whose default has a source. */
export interface Spot {
  path: string;
  field: FieldView;
  lines?: FieldView;
}
export interface Move {
  /** The row of the lines; "" for the record's own value. */
  row: string;
  at: number;
  from: Value;
  to: Value;
}
export interface Anew extends Spot {
  moves: Move[];
}

/** Where this person may take a default again in this record. */
export function spotsOf(
  form: FormView,
  record: RecordData | null,
  preview: Preview | null,
): Spot[] {
  const writes = (field: FieldView) => (record ? field.editable : field.fillable);
  const may = (field: FieldView) =>
    writes(field) &&
    !field.computed &&
    (!record || (record.abilities.update && record.abilities.editable.includes(field.key)));
  return form.fields.flatMap((field): Spot[] => {
    if (!may(field) || ruled(field, preview?.rules, null)?.editable === false) return [];
    if (preview?.rules?.visible[field.key] === false) return [];
    if (field.kind !== "lines")
      return field.refreshable && !lockOn(preview, field.key) ? [{ path: field.key, field }] : [];
    return (field.fields ?? []).flatMap((part): Spot[] => {
      const path = `${field.key}.${part.key}`;
      return part.refreshable && writes(part) && !lockOn(preview, path)
        ? [{ path, field: part, lines: field }]
        : [];
    });
  });
}

/** Whether a new record or a new row has a value of its own where a default would stand. */
export const overridden = (draft: Draft, spots: readonly Spot[]): boolean =>
  spots.some(({ field, lines }) =>
    lines
      ? (draft.lines[lines.key] ?? []).some((row) => field.key in row.set)
      : field.key in draft.set,
  );

/** What a preview is asked so that these defaults are taken again: without what was typed over them. */
export function askingAnew(draft: Draft, preview: Preview | null, paths: readonly string[]) {
  const { set, ...rest } = asking(draft, preview);
  const kept = Object.entries(set).filter(([key]) => !paths.includes(key));
  const rows = (value: Value, key: string): Value =>
    draft.lines[key] && Array.isArray(value) ? value.map((row) => without(row, key)) : value;
  const without = (row: Value, key: string): Value =>
    row && typeof row === "object" && !Array.isArray(row)
      ? Object.fromEntries(
          Object.entries(row).filter(([part]) => !paths.includes(`${key}.${part}`)),
        )
      : row;
  const left: Values = Object.fromEntries(kept.map(([key, value]) => [key, rows(value, key)]));
  return { ...rest, set: left, refresh: [...paths] };
}

/** What would become of these fields; what the source leaves blank stays as it is. */
export function changesAnew(
  draft: Draft,
  preview: Preview | null,
  answer: Preview,
  spots: readonly Spot[],
): Anew[] {
  return spots.flatMap((spot): Anew[] => {
    const moves = spot.lines
      ? movesIn(spot.lines, spot.field, draft, preview, answer)
      : [
          {
            row: "",
            at: 0,
            from: shownIn(draft, preview, spot.path),
            to: answer.values[spot.path] ?? null,
          },
        ];
    const real = moves.filter(({ from, to }) => !isBlank(to) && !sameIn(spot.field, from, to));
    return real.length ? [{ ...spot, moves: real }] : [];
  });
}

function movesIn(
  lines: FieldView,
  part: FieldView,
  draft: Draft,
  preview: Preview | null,
  answer: Preview,
): Move[] {
  const [now, then] = [computedLines(preview, lines.key), computedLines(answer, lines.key)];
  const said = rowsSaid(preview, lines.key);
  return (draft.lines[lines.key] ?? []).flatMap((row, at): Move[] => {
    const rule = said.get(row.id);
    if (rule?.visible[part.key] === false || rule?.readonly[part.key] === true) return [];
    const from = lineValues(row, now.get(row.id))[part.key] ?? null;
    return [{ row: row.id, at, from, to: then.get(row.id)?.[part.key] ?? null }];
  });
}

/** The same value, however it is written: 10 is 10.00, a link is its id. */
function sameIn(field: FieldView, a: Value, b: Value): boolean {
  const plain = (value: Value) => plainValues({ value }).value ?? null;
  const [one, other] = [plain(a), plain(b)];
  const { type } = shownAs(field);
  if (isBlank(one) || isBlank(other)) return isBlank(one) && isBlank(other);
  if (type === "number") return compare(asText(one), asText(other)) === 0;
  if (type === "moment") return Date.parse(asText(one)) === Date.parse(asText(other));
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The form filled with them. What is new follows its source again, what is there gets the value. */
export function takenAnew(draft: Draft, found: readonly Anew[]): Draft {
  let next = draft;
  for (const { field, lines, moves } of found)
    for (const { row, to } of moves)
      next = lines ? rowTaken(next, lines.key, row, field.key, to) : ownTaken(next, field.key, to);
  return next;
}

function ownTaken(draft: Draft, key: string, to: Value): Draft {
  if (draft.version !== null) return touch(draft, key, to);
  const { [key]: _typed, ...set } = draft.set;
  return { ...draft, set };
}

function rowTaken(draft: Draft, lines: string, row: string, key: string, to: Value): Draft {
  const rows = draft.lines[lines] ?? [];
  if (!rows.find((one) => one.id === row)?.fresh)
    return touchLine(draft, lines, row, { [key]: to });
  const bare = rows.map((one) => {
    if (one.id !== row) return one;
    const { [key]: _typed, ...set } = one.set;
    return { ...one, set };
  });
  return { ...draft, lines: { ...draft.lines, [lines]: bare } };
}

/** Links of a preview come as ids; those that may be read get their titles. */
export function named(preview: Preview): Preview {
  const { titles } = preview;
  if (!titles || Object.keys(titles).length === 0) return preview;
  const call = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(call);
    const title = typeof value === "string" ? titles[value] : undefined;
    return title === undefined ? value : { id: value, title };
  };
  const all = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, call(value)]));
  const lines = Object.entries(preview.lines).map(([key, rows]) => [
    key,
    rows.map(({ id, ...rest }) => ({ ...all(rest), id })),
  ]);
  return { ...preview, values: all(preview.values), lines: Object.fromEntries(lines) };
}
