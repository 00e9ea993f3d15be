/** The organisation as administrators see it: its tree, who stands where, and how people are found. */

import type { Demand } from "./second-step.ts";

export interface OrgMember {
  id: string;
  name: string;
  login: string;
  email: string | null;
  active: boolean;
  is_admin: boolean;
  /** The main one; it stands in `departments` too. */
  department: string | null;
  departments: string[];
  roles: string[];
  language: "zh" | "en";
  second_step: boolean;
}
export interface OrgDepartment {
  id: string;
  name: string;
  parent: string | null;
  head: string | null;
  position: number;
}
export interface OrgRole {
  key: string;
  label: string;
}
export interface Organisation {
  members: OrgMember[];
  departments: OrgDepartment[];
  roles: OrgRole[];
  /** Who must sign in in two steps. */
  second_step: Demand;
}

/** People without any department, as a place in the tree. */
export const NOWHERE = "none";
export const SHOWS = ["active", "inactive", "all"] as const;
export type Show = (typeof SHOWS)[number];

export interface PeopleSearch {
  in?: string;
  show?: Show;
  q?: string;
  /** An open person, or "new". */
  person?: string;
}

/** The page's state from the address bar; what stands there by itself is left out. */
export function readPeopleSearch(raw: Record<string, unknown>): PeopleSearch {
  const text = (key: string) =>
    typeof raw[key] === "string" || typeof raw[key] === "number" ? String(raw[key]) : "";
  const show = SHOWS.find((one) => one === raw.show);
  return {
    ...(text("in") ? { in: text("in") } : {}),
    ...(show && show !== "active" ? { show } : {}),
    ...(text("q") ? { q: text("q") } : {}),
    ...(text("person") ? { person: text("person") } : {}),
  };
}

export interface TreeRow {
  department: OrgDepartment;
  depth: number;
  /** Names from the top, for lists where the tree is not drawn. */
  path: string;
  /** Active people here and below, each counted once. */
  people: number;
  /** Ids of everything above. */
  above: string[];
  leaf: boolean;
}

/** The department and all that stand below it. */
export function below(departments: readonly OrgDepartment[], id: string): Set<string> {
  const found = new Set([id]);
  for (const one of found)
    for (const department of departments) if (department.parent === one) found.add(department.id);
  return found;
}

const standsIn = (member: OrgMember, places: ReadonlySet<string>) =>
  member.departments.some((id) => places.has(id)) ||
  (member.department !== null && places.has(member.department));

const standsNowhere = (member: OrgMember) =>
  member.department === null && member.departments.length === 0;

/** The tree from top to bottom, as rows. A department whose parent is not there stands at the top. */
export function treeRows({ departments, members }: Organisation): TreeRow[] {
  const known = new Set(departments.map((one) => one.id));
  const active = members.filter((member) => member.active);
  const rowsUnder = (parent: string | null, above: TreeRow[]): TreeRow[] =>
    departments
      .filter((one) => (one.parent && known.has(one.parent) ? one.parent : null) === parent)
      .toSorted((a, b) => a.position - b.position)
      .flatMap((department) => {
        const places = below(departments, department.id);
        const row: TreeRow = {
          department,
          depth: above.length,
          path: [...above.map((one) => one.department.name), department.name].join(" / "),
          people: active.filter((member) => standsIn(member, places)).length,
          above: above.map((one) => one.department.id),
          leaf: places.size === 1,
        };
        return [row, ...rowsUnder(department.id, [...above, row])];
      });
  return rowsUnder(null, []);
}

/** The departments that stand beside this one, in their order. */
export function sisters(rows: readonly TreeRow[], id: string): string[] {
  const row = rows.find((one) => one.department.id === id);
  const above = row?.above.at(-1);
  return rows.filter((one) => row && one.above.at(-1) === above).map((one) => one.department.id);
}

export function movedTo(ids: readonly string[], from: number, to: number): string[] {
  const one = ids[from];
  return one === undefined || to < 0 || to >= ids.length
    ? [...ids]
    : ids.toSpliced(from, 1).toSpliced(to, 0, one);
}

/** What is different, and what it was: of two people who change others, neither undoes the other. */
export function changesOf<T extends object>(
  before: T,
  after: T,
): { change: Partial<T>; was: Partial<T> } {
  const said = (value: unknown) =>
    JSON.stringify(Array.isArray(value) ? value.toSorted() : (value ?? null));
  const keys = (Object.keys(after) as (keyof T)[]).filter(
    (key) => said(before[key]) !== said(after[key]),
  );
  const only = (of: T) => Object.fromEntries(keys.map((key) => [key, of[key]])) as Partial<T>;
  return { change: only(after), was: only(before) };
}

export const countNowhere = ({ members }: Organisation) =>
  members.filter((member) => member.active && standsNowhere(member)).length;

/** Where a department may be moved to: anywhere but below itself. */
export function mayStandUnder(rows: readonly TreeRow[], id: string | null): TreeRow[] {
  return rows.filter((row) => row.department.id !== id && !(id && row.above.includes(id)));
}

// The first character of each letter in the order of sounds; I, U and V begin no syllable.
const LETTERS = "abcdefghjklmnopqrstwxyz";
const FIRSTS = "阿 八 嚓 哒 妸 发 旮 哈 讥 咔 垃 妈 拏 噢 妑 七 呥 扨 它 穵 夕 丫 帀".split(" ");
// Characters that as a surname, or in most names, sound different from their first reading.
const SURNAMES: Record<string, string> = { 单: "s", 曾: "z", 解: "x", 仇: "q", 查: "z", 翟: "z" };
const bySound = new Intl.Collator("zh-Hans-CN-u-co-pinyin");

/** The first letters of a name's syllables: 王琳 → wl. Other writing stays as it is. */
export function initials(name: string): string {
  return [...name]
    .map((char, at) => {
      if (!/\p{Script=Han}/u.test(char)) return char.toLowerCase();
      if (at === 0 && SURNAMES[char]) return SURNAMES[char];
      return LETTERS[FIRSTS.findLastIndex((first) => bySound.compare(char, first) >= 0)] ?? "";
    })
    .join("");
}

/** People of a place and below, in a state, whose name, login, e-mail or initials have the word. */
export function findPeople({ members, departments }: Organisation, search: PeopleSearch) {
  const q = (search.q ?? "").trim().toLowerCase();
  const show = search.show ?? "active";
  const places = search.in && search.in !== NOWHERE ? below(departments, search.in) : null;
  return members.filter((member) => {
    if (show !== "all" && member.active !== (show === "active")) return false;
    if (search.in === NOWHERE && !standsNowhere(member)) return false;
    if (places && !standsIn(member, places)) return false;
    const texts = [member.name, member.login, member.email ?? "", initials(member.name)];
    return !q || texts.some((text) => text.toLowerCase().includes(q));
  });
}
