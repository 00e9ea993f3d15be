/** What stands in the address bar of a list: everything a colleague needs to see the same. */
import type { Where } from "@/model/api.ts";

export interface ListSearch {
  view?: string;
  where?: Where;
  sort?: string[];
  q?: string;
  group?: string;
  open?: string;
  new?: boolean;
  tab?: string;
}

type Raw = Record<string, unknown>;

const text = (raw: unknown): string | undefined =>
  typeof raw === "string" && raw !== "" ? raw : typeof raw === "number" ? String(raw) : undefined;

function isWhere(raw: unknown): raw is Where {
  if (typeof raw !== "object" || raw === null) return false;
  const node = raw as Raw;
  if (Array.isArray(node.all)) return node.all.every(isWhere);
  if (Array.isArray(node.any)) return node.any.every(isWhere);
  if ("not" in node) return isWhere(node.not);
  if ("formula" in node) return typeof node.formula === "string";
  return typeof node.field === "string" && typeof node.op === "string";
}

/** Never trusts the address: what does not fit is left out instead of breaking the page. */
export function readListSearch(raw: Raw): ListSearch {
  const found: ListSearch = {};
  const view = text(raw.view);
  const q = text(raw.q);
  const group = text(raw.group);
  const open = text(raw.open);
  const tab = text(raw.tab);
  if (view) found.view = view;
  if (isWhere(raw.where)) found.where = raw.where;
  if (Array.isArray(raw.sort)) {
    const sort = raw.sort
      .filter((key): key is string => typeof key === "string" && key !== "")
      .slice(0, 5);
    found.sort = sort;
  }
  if (q) found.q = q;
  if (group !== undefined) found.group = group;
  if (open) found.open = open;
  if (raw.new === true || raw.new === "true" || raw.new === 1) found.new = true;
  if (tab) found.tab = tab;
  return found;
}

/** "-amount" → { path: "amount", down: true } */
export function readSort(sort: string): { path: string; down: boolean } {
  return sort.startsWith("-") ? { path: sort.slice(1), down: true } : { path: sort, down: false };
}

export const writeSort = (path: string, down: boolean): string => (down ? `-${path}` : path);

const MOST_LEVELS = 2;

/** "stage,owner" → by stage, in it by owner; "-" says none where the view has some. */
export const readGroup = (text: string): string[] =>
  text === "-" ? [] : text.split(",").filter(Boolean).slice(0, MOST_LEVELS);

export const writeGroup = (paths: readonly string[]): string => paths.join(",") || "-";

/** The address of a form's list, of a record page. */
export const recordPath = (form: string, id: string): string => `/f/${form}/r/${id}`;
