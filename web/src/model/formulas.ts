/** Expressions under the editor: what the server says of them, and what is worth offering where. */

import type { Data } from "./design.ts";

export interface Name {
  key: string;
  label: { zh: string; en: string };
  /** What is written for it: 「客户」, or the key where the label is not its own. */
  token: string;
  kind: "value" | "one" | "many";
  type: string;
  field: string;
  form: string;
  options: { key: string; label: string }[];
  /** Pinyin and initials. */
  sounds: [string, string];
}
export interface BalanceName {
  name: string;
  label: string;
  keys: string[];
  measures: { key: string; label: string }[];
}
export interface Names {
  names: Name[];
  balances: BalanceName[];
}
export interface Func {
  name: string;
  family: string;
  signature: string;
  parameters: { name: string; optional: boolean; repeated: boolean; choices: string[] }[];
  label: { zh: string; en: string };
  blank: { zh: string; en: string };
  examples: { text: string; gives: string }[];
  aliases: string[];
  live: string;
  sounds: [string, string];
}
export interface Wrong {
  code: string;
  message: string;
  start: number;
  end: number;
  line: number;
  column: number;
  near: string;
}
export interface Why {
  code: string;
  name: string;
}
export interface Judged {
  ok: boolean;
  type: string;
  reads: string[];
  stored: boolean;
  live: Why[];
  labels: string;
  keys: string;
  names: { start: number; end: number; key: string; label: string; kind: string; type: string }[];
  problems: Wrong[];
}
/** Where an expression stands: a place of the file, or a row of the form or its lines. */
export interface Site {
  place?: string;
  lines?: string;
  want?: "boolean";
  leaf?: "of" | "where";
  of?: string;
  calc?: string;
  where?: string;
  /** A place of a rule that is being designed: what stands there its reader says. */
  draft?: { rule: string; data: Data; place: string };
}
export interface Tried {
  type: string;
  rows: boolean;
  values: { value: unknown; text: string }[];
}

export interface Rule {
  place: string;
  group: Group;
  leaf: string;
  label: string;
  lines: string;
  key: string;
  keys: string;
  labels: string;
  type: string;
  say: { zh: string; en: string };
  about: string[];
  reads: string[];
  read_by: { form: string; form_label: string; place: string; label: string; leaf: string }[];
  stored?: boolean;
  live?: Why[];
  rollup?: { calc: string; where: string; where_labels: string };
}
export interface Rules {
  form: string;
  label: string;
  app: string;
  title: string;
  version: number;
  rules: Rule[];
  lines: { key: string; label: string }[];
  views: { key: string; label: string }[];
  fields: { key: string; label: string }[];
}
export const GROUPS = ["computed", "defaults", "checks", "locks", "conditions", "views"] as const;
export type Group = (typeof GROUPS)[number];
export const CALCS = ["sum", "count", "average", "max", "min", "first", "last", "exists"] as const;

export interface Plan {
  steps: {
    what: string;
    form: string;
    lines: string;
    field: string;
    form_label: string;
    label: string;
    rows: number;
    lost: number;
    examples: string[];
  }[];
  problems: { message: string; place: string; file: string }[];
  changed: boolean;
  added: string[];
  hash: string;
  large: boolean;
}
export type Applied = Plan & { version: number | null; change: string | null };

const PART = "(?:「[^」\\n]*」|[\\p{L}_][\\p{L}\\p{N}_]*)";
const TYPED = new RegExp(`((?:${PART}\\.)*)(「[^」\\n]*|[\\p{L}_][\\p{L}\\p{N}_]*)?$`, "u");
const PATH = new RegExp(`^${PART}(?:\\.${PART})*$`, "u");
const bare = (part: string) => part.replace(/^「|」$/g, "");

/** What is being typed at the end of `before`: the path that it hangs on, and the word begun. */
export function typedAt(before: string): { path: string[]; word: string; from: number } {
  const found = TYPED.exec(before);
  const path = (found?.[1] ?? "").match(new RegExp(PART, "gu")) ?? [];
  const word = found?.[2] ?? "";
  return { path: path.map(bare), word: word.replace(/^「/, ""), from: before.length - word.length };
}

export interface CallAt {
  name: string;
  argument: number;
  /** The text of the first argument. */
  first: string;
}

/** The call around the end of `before`; texts and bracketed names are passed over. */
export function callAt(before: string): CallAt | null {
  const open: { name: string; argument: number; at: number; first: string }[] = [];
  const sign = /"[^"]*("|$)|'[^']*('|$)|「[^」]*(」|$)|[(),，（）]/g;
  for (let found = sign.exec(before); found; found = sign.exec(before)) {
    const top = open.at(-1);
    if ("(（".includes(found[0])) {
      const name = /[\p{L}_][\p{L}\p{N}_.]*\s*$/u.exec(before.slice(0, found.index))?.[0] ?? "";
      open.push({ name: name.trim().toUpperCase(), argument: 0, at: found.index + 1, first: "" });
    } else if (")）".includes(found[0])) open.pop();
    else if (",，".includes(found[0]) && top) {
      if (top.argument === 0) top.first = before.slice(top.at, found.index).trim();
      top.argument += 1;
    }
  }
  const call = open.findLast((one) => one.name);
  return call ? { name: call.name, argument: call.argument, first: call.first } : null;
}

/** The path of rows whose names a condition of this call may use; null where there are none. */
export function rowsOf(call: CallAt | null, functions: readonly Func[]): string[] | null {
  if (!call || call.argument === 0 || !PATH.test(call.first)) return null;
  const known = functions.find((one) => one.name === call.name || one.aliases.includes(call.name));
  if (known?.family !== "rows") return null;
  return (call.first.match(new RegExp(PART, "gu")) ?? []).map(bare);
}

/** How well a name answers to what was typed; 0 when it does not. */
export function nearness(
  word: string,
  key: string,
  labels: readonly string[],
  sounds: readonly string[],
): number {
  const typed = word.toLowerCase();
  if (!typed) return 1;
  const names = [key.toLowerCase(), ...labels.map((one) => one.toLowerCase())];
  if (names.includes(typed)) return 9;
  if (names.some((one) => one.startsWith(typed))) return 8;
  if (sounds[1] === typed) return 7;
  if (sounds.some((one) => one.startsWith(typed))) return 6;
  if (names.some((one) => one.includes(typed))) return 4;
  return typed.length > 1 && sounds.some((one) => one.includes(typed)) ? 2 : 0;
}

export const fitName = (word: string, one: Name) =>
  nearness(word, one.key, [one.label.zh, one.label.en], one.sounds);

/** A function is found by its name first; by what it does only when nothing else is meant. */
export function fitFunction(word: string, one: Func): number {
  if (!word) return 0;
  const byName = Math.max(
    ...[one.name, ...one.aliases].map((name) => Math.min(nearness(word, name, [], []), 8)),
  );
  const told = /\p{Script=Han}/u.test(word) && one.label.zh.includes(word);
  return byName >= 8 ? byName : told ? 3 : byName >= 4 && word.length > 1 ? 2 : 0;
}

/** The text with the near name where the wrong one stands. */
export function mended(text: string, wrong: Wrong): string {
  const stood = text.slice(wrong.start, wrong.end);
  const quote = /^["']/.exec(stood)?.[0] ?? "";
  return `${text.slice(0, wrong.start)}${quote}${wrong.near}${quote}${text.slice(wrong.end)}`;
}

export const LEXEMES =
  /("(?:[^"]|"")*"?|'(?:[^']|'')*'?)|(「[^」\n]*」)|([\p{L}_][\p{L}\p{N}_]*)(?=\s*[(（])|\b(AND|OR|NOT|IN|TRUE|FALSE)\b|(\d+(?:\.\d+)?)/giu;
const KINDS = ["text", "name", "function", "word", "number"] as const;

/** Stretches of a text by what they are, for colouring; meaning comes from the server. */
export function lexemes(
  text: string,
): { from: number; to: number; kind: (typeof KINDS)[number] }[] {
  return [...text.matchAll(LEXEMES)].flatMap((found) => {
    const kind = KINDS[[1, 2, 3, 4, 5].findIndex((at) => found[at] !== undefined)];
    return kind ? [{ from: found.index, to: found.index + found[0].length, kind }] : [];
  });
}
