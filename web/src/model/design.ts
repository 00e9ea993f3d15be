/** Definitions as designers hold them: plain data, changed at a path, never in place. */

export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };
export type Data = { [key: string]: Plain };
export type Step = string | number;
export type Path = readonly Step[];

export interface DesignLine {
  name: string;
  app: string;
  label: string;
  form: string;
  /** Of forms: their fields that are a pipeline. */
  stages?: { key: string; label: string }[];
}
export interface Kept {
  version: number;
  at: string;
  by: string | null;
  note: string;
  gone: boolean;
}
export interface DesignProblem {
  code: string;
  message: string;
  /** In the definition: `nodes.0.approve`, `nodes.l1`. */
  place: string;
}
export interface Design {
  name: string;
  label: string;
  form: string;
  data: Data;
  yaml: string;
  /** The last version that changed it. */
  version: number;
  versions: Kept[];
  open: { version: number; count: number }[];
  warnings: DesignProblem[];
}
export interface DesignPlan {
  steps: {
    what: string;
    form_label: string;
    label: string;
    rows: number;
    lost: number;
    examples: string[];
  }[];
  problems: DesignProblem[];
  warnings: DesignProblem[];
  changed: boolean;
  hash: string;
  large: boolean;
  yaml: string;
  open: { version: number; count: number }[];
}

export const isMap = (value: Plain | undefined): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const mapOf = (value: Plain | undefined): Data => (isMap(value) ? value : {});
export const listOf = (value: Plain | undefined): Plain[] => (Array.isArray(value) ? value : []);
export const textOf = (value: Plain | undefined): string =>
  value === undefined || value === null || typeof value === "object" ? "" : String(value);
export const wordsOf = (value: Plain | undefined): string[] =>
  typeof value === "string" ? [value] : listOf(value).map(textOf);

/** What stands at a path. */
export function at(data: Plain | undefined, path: Path): Plain | undefined {
  let here: Plain | undefined = data;
  for (const step of path) {
    if (Array.isArray(here)) here = here[Number(step)];
    else if (isMap(here)) here = here[step];
    else return undefined;
  }
  return here;
}

/** The data with another value at a path; undefined takes the entry away, and what is left empty by it. */
export function put<T extends Plain>(data: T, path: Path, value: Plain | undefined): T {
  const [step, ...rest] = path;
  if (step === undefined) return (value ?? null) as T;
  if (Array.isArray(data)) {
    const copy = [...data];
    const inner = rest.length === 0 ? value : put(copy[Number(step)] ?? null, rest, value);
    if (inner === undefined) copy.splice(Number(step), 1);
    else copy[Number(step)] = inner;
    return copy as T;
  }
  const copy: Data = { ...(isMap(data) ? data : {}) };
  const key = String(step);
  const next = rest[0];
  const inner =
    rest.length === 0 ? value : put(copy[key] ?? (typeof next === "number" ? [] : {}), rest, value);
  if (inner === undefined || (rest.length > 0 && value === undefined && isEmpty(inner)))
    delete copy[key];
  else copy[key] = inner;
  return copy as T;
}

const isEmpty = (value: Plain) =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** A list with one more item in front of the one at `index`. */
export function insert<T extends Plain>(data: T, list: Path, index: number, item: Plain): T {
  const items = listOf(at(data, list));
  return put(data, list, [...items.slice(0, index), item, ...items.slice(index)]);
}

export const pathText = (path: Path): string => path.join(".");
export const pathOf = (text: string): Path =>
  text.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** Whether a path leads to a place inside another. */
export const isInside = (path: Path, owner: Path): boolean =>
  owner.length <= path.length && owner.every((step, index) => step === path[index]);

export interface LabelWords {
  zh: string;
  en: string;
}

export const labelOf = (value: Plain | undefined): LabelWords =>
  isMap(value) ? { zh: textOf(value.zh), en: textOf(value.en) } : { zh: textOf(value), en: "" };

/** A label as definitions keep it: one text, or one for each language. */
export const labelData = ({ zh, en }: LabelWords): Plain | undefined =>
  en ? { zh, en } : zh || undefined;

export const spoken = (value: Plain | undefined, language: "zh" | "en"): string => {
  const words = labelOf(value);
  return (language === "en" && words.en) || words.zh || words.en;
};
