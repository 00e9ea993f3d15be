/** What the rules of the server say of a draft, applied to the fields that the face draws. */
import type { FieldView, LockSaid, Option, Preview, RuleSaid, Value, Values } from "./api.ts";
import { type Draft, setOf } from "./draft.ts";

/** Whether a rule withholds the field: what is hidden or read-only keeps what the record has. */
const withheld = (said: RuleSaid | undefined, key: string): boolean =>
  said?.visible[key] === false || said?.readonly[key] === true;

/** Of the lines field `lines`: what the rules say of each row, by its id. */
export function rowsSaid(preview: Preview | null, lines: string): ReadonlyMap<string, RuleSaid> {
  return new Map((preview?.line_rules?.[lines] ?? []).map((row) => [row.id, row]));
}

/** The field as the rules leave it; null where it is not to be seen. */
export function ruled(
  field: FieldView,
  said: RuleSaid | undefined,
  value: Value,
  lock?: LockSaid,
): FieldView | null {
  if (said?.visible[field.key] === false) return null;
  const still = lock !== undefined || said?.readonly[field.key] === true;
  const required = said?.required[field.key];
  const options = said?.options[field.key];
  if (!still && required === undefined && options === undefined) return field;
  return {
    ...field,
    ...(still ? { editable: false, why: lock ? lock.say : (field.readonly_when ?? "") } : {}),
    required: field.required || required === true,
    settings: options
      ? { ...field.settings, options: offered(field.settings.options ?? [], options, value) }
      : field.settings,
  };
}

/** What is chosen stays to be seen, though it may not be chosen any more. */
function offered(every: readonly Option[], keys: readonly string[], value: Value): Option[] {
  const chosen = Array.isArray(value) ? value : [value];
  return every.filter(({ key }) => keys.includes(key) || chosen.includes(key));
}

/** The lock that freezes a field of the record, or `lines.price` of its lines. */
export const lockOn = (preview: Preview | null, path: string): LockSaid | undefined =>
  preview?.locked?.find((lock) => lock.fields.includes(path));

/** What is sent: what was touched, without what the rules withhold. */
export function sentOf(draft: Draft, preview: Preview | null): Values {
  const said = preview?.rules;
  const set = setOf(draft);
  if (!said) return set;
  const kept = Object.entries(set).filter(([key]) => !withheld(said, key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, draft.lines[key] ? rowsSent(value, preview, key) : value]),
  );
}

function rowsSent(value: Value | undefined, preview: Preview | null, key: string): Value {
  const said = rowsSaid(preview, key);
  if (!Array.isArray(value)) return value ?? null;
  return value.map((row) => {
    if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
    const of = said.get(String(row.id));
    return Object.fromEntries(Object.entries(row).filter(([name]) => !withheld(of, name)));
  });
}

/** The record as it stands in the form, for a link whose candidates depend on it. */
export const asking = (draft: Draft, preview: Preview | null, row?: string) => ({
  id: draft.id,
  set: sentOf(draft, preview),
  ...(draft.version === null ? {} : { version: draft.version }),
  ...(row ? { row } : {}),
});

/** The value to be seen: what was typed, unless a rule withholds it. */
export function shownIn(draft: Draft, preview: Preview | null, key: string): Value {
  const typed = key in draft.set && !withheld(preview?.rules, key);
  if (typed) return draft.set[key] ?? null;
  if (preview && key in preview.values) return preview.values[key] ?? null;
  return draft.base[key] ?? null;
}

/** Which problems a form shows at once: of what was touched, and of what does not fit it any more. */
const MISFITS = new Set(["value.option_not_now", "link.not_candidate"]);
export const atOnce = (code: string): boolean => MISFITS.has(code);
