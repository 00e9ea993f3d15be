/** A record being edited: what it was, what the person touched, what the server answers to that. */
import type { FieldView, FormView, Preview, RecordData, Value, Values } from "@/model/api.ts";

export interface LineDraft {
  id: string;
  fresh: boolean;
  base: Values;
  set: Values;
}
export interface Draft {
  id: string;
  version: number | null;
  base: Values;
  set: Values;
  lines: Record<string, LineDraft[]>;
  touchedLines: readonly string[];
}

const lineFields = (form: FormView): FieldView[] =>
  form.fields.filter((field) => field.kind === "lines");

function readLines(value: Value | undefined): LineDraft[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((row) => {
    if (typeof row !== "object" || row === null || Array.isArray(row)) return [];
    return typeof row.id === "string" ? [{ id: row.id, fresh: false, base: row, set: {} }] : [];
  });
}

export function draftOf(form: FormView, record: RecordData): Draft {
  const lines = Object.fromEntries(
    lineFields(form).map(({ key }) => [key, readLines(record.values[key])]),
  );
  return {
    id: record.id,
    version: record.version,
    base: record.values,
    set: {},
    lines,
    touchedLines: [],
  };
}

/** A new record; `given` is what the place it is made from already knows (a link to its parent). */
export function newDraft(form: FormView, id: string, given: Values = {}): Draft {
  const lines = Object.fromEntries(lineFields(form).map(({ key }) => [key, [] as LineDraft[]]));
  return { id, version: null, base: {}, set: { ...given }, lines, touchedLines: [] };
}

export const isTouched = (draft: Draft): boolean =>
  Object.keys(draft.set).length > 0 || draft.touchedLines.length > 0;

/** Setting a field back to what it was takes the touch away (on a record that exists). */
export function touch(draft: Draft, key: string, value: Value): Draft {
  const set = { ...draft.set, [key]: value };
  if (draft.version !== null && sameValue(draft.base[key] ?? null, value)) delete set[key];
  return { ...draft, set };
}

export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function withLines(draft: Draft, key: string, change: (rows: LineDraft[]) => LineDraft[]): Draft {
  const touchedLines = draft.touchedLines.includes(key)
    ? draft.touchedLines
    : [...draft.touchedLines, key];
  return {
    ...draft,
    lines: { ...draft.lines, [key]: change(draft.lines[key] ?? []) },
    touchedLines,
  };
}

export const touchLine = (draft: Draft, key: string, id: string, values: Values): Draft =>
  withLines(draft, key, (rows) =>
    rows.map((row) => (row.id === id ? { ...row, set: { ...row.set, ...values } } : row)),
  );

export const addLines = (draft: Draft, key: string, ids: readonly string[], at?: number): Draft =>
  withLines(draft, key, (rows) => {
    const fresh = ids.map((id): LineDraft => ({ id, fresh: true, base: {}, set: {} }));
    return rows.toSpliced(at ?? rows.length, 0, ...fresh);
  });

export const removeLines = (draft: Draft, key: string, ids: ReadonlySet<string>): Draft =>
  withLines(draft, key, (rows) => rows.filter((row) => !ids.has(row.id)));

export const moveLine = (draft: Draft, key: string, from: number, to: number): Draft =>
  withLines(draft, key, (rows) => {
    const moved = rows[from];
    return moved ? rows.toSpliced(from, 1).toSpliced(to, 0, moved) : rows;
  });

/** What is sent: touched fields only; touched lines whole, each row with its touched keys only. */
export function setOf(draft: Draft): Values {
  const lines = draft.touchedLines.map((key): [string, Value] => [
    key,
    (draft.lines[key] ?? []).map((row) => ({ ...plainValues(row.set), id: row.id })),
  ]);
  return { ...plainValues(draft.set), ...Object.fromEntries(lines) };
}

/** Links travel as ids, files as lists of ids. */
export function plainValues(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plainOf(value)]));
}

function plainOf(value: Value): Value {
  if (Array.isArray(value)) return value.map(plainOf);
  if (value && typeof value === "object" && typeof value.id === "string") return value.id;
  return value;
}

export function lineValues(row: LineDraft, computed: Values | undefined): Values {
  return { ...row.base, ...computed, ...row.set };
}

export function computedLines(preview: Preview | null, key: string): Map<string, Values> {
  return new Map((preview?.lines[key] ?? []).map((row) => [row.id, row]));
}

/** After another person's save: their record below, my touches on top. */
export function rebase(draft: Draft, form: FormView, theirs: RecordData): Draft {
  const fresh = draftOf(form, theirs);
  const kept = draft.touchedLines.map((key): [string, LineDraft[]] => [
    key,
    draft.lines[key] ?? [],
  ]);
  return {
    ...fresh,
    set: draft.set,
    lines: { ...fresh.lines, ...Object.fromEntries(kept) },
    touchedLines: draft.touchedLines,
  };
}

/** Writes into a line, which begins with it when it is not there yet. */
export function writeLine(draft: Draft, key: string, id: string, values: Values): Draft {
  const known = draft.lines[key]?.some((row) => row.id === id);
  return touchLine(known ? draft : addLines(draft, key, [id]), key, id, values);
}

/** Everything untouched again. */
export function discarded(draft: Draft, form: FormView): Draft {
  const lines = Object.fromEntries(
    lineFields(form).map(({ key }) => [key, readLines(draft.base[key])]),
  );
  return { ...draft, set: {}, lines, touchedLines: [] };
}
