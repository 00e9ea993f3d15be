/** Conditions as trees: how the filter bar reads and edits them. */
import type { Json, OperatorName, Test, Where } from "@/model/api.ts";

export type Joint = "all" | "any";
export interface Branch {
  joint: Joint;
  children: Where[];
}

export const isTest = (where: Where): where is Test => "field" in where;

export function branchOf(where: Where): Branch | null {
  if ("all" in where) return { joint: "all", children: where.all };
  if ("any" in where) return { joint: "any", children: where.any };
  return null;
}

export function made(joint: Joint, children: Where[]): Where {
  return joint === "all" ? { all: children } : { any: children };
}

/** The root as a list joined by "all" (or "any"), whatever shape it has. */
export function rootOf(where: Where | null | undefined): Branch {
  if (!where) return { joint: "all", children: [] };
  return branchOf(where) ?? { joint: "all", children: [where] };
}

/** Null when nothing is left to ask. Empty branches and unfinished tests disappear. */
export function tidy(where: Where | null | undefined): Where | null {
  if (!where) return null;
  const branch = branchOf(where);
  if (branch) {
    const kept = branch.children.map(tidy).filter((child) => child !== null);
    if (kept.length === 0) return null;
    return kept.length === 1 ? (kept[0] ?? null) : made(branch.joint, kept);
  }
  if ("not" in where) {
    const inner = tidy(where.not);
    return inner && { not: inner };
  }
  if ("formula" in where) return where.formula.trim() ? where : null;
  return isTest(where) && isWhole(where) ? where : null;
}

const BARE: readonly OperatorName[] = [
  "empty",
  "not_empty",
  "is_me",
  "not_me",
  "in_my_departments",
];
const LISTS: readonly OperatorName[] = ["in", "not_in", "any_of", "all_of", "none_of"];

export const wantsValue = (op: OperatorName): boolean => !BARE.includes(op);
export const wantsList = (op: OperatorName): boolean => LISTS.includes(op);

function isWhole(test: Test): boolean {
  if (!test.field) return false;
  if (!wantsValue(test.op)) return true;
  if (test.op === "between")
    return Array.isArray(test.value) && test.value.every((end) => !isBlank(end));
  return !isBlank(test.value);
}

function isBlank(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** Both conditions, flat where it can be. */
export function both(
  first: Where | null | undefined,
  second: Where | null | undefined,
): Where | null {
  const [a, b] = [tidy(first), tidy(second)];
  if (!a || !b) return a ?? b;
  const children = [a, b].flatMap((where) => ("all" in where ? where.all : [where]));
  return { all: children };
}

/** Changes the node at `path`; null takes it out. */
export function replaced(where: Where, path: readonly number[], next: Where | null): Where | null {
  const [at, ...rest] = path;
  if (at === undefined) return next;
  const branch = branchOf(where);
  if (!branch) return where;
  const children = branch.children.flatMap((child, index) => {
    if (index !== at) return [child];
    const changed = replaced(child, rest, next);
    return changed ? [changed] : [];
  });
  return made(branch.joint, children);
}

export function added(where: Where, path: readonly number[], child: Where): Where {
  const [at, ...rest] = path;
  const branch = branchOf(where);
  if (!branch) return where;
  if (at === undefined) return made(branch.joint, [...branch.children, child]);
  return made(
    branch.joint,
    branch.children.map((inner, index) => (index === at ? added(inner, rest, child) : inner)),
  );
}

export function countTests(where: Where | null | undefined): number {
  if (!where) return 0;
  const branch = branchOf(where);
  if (branch) return branch.children.reduce((total, child) => total + countTests(child), 0);
  return "not" in where ? countTests(where.not) : 1;
}

/** Links and options keep what they show in the URL; the server wants ids. */
export function plainValue(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => plainValue(item) ?? null);
  if (value && typeof value === "object" && typeof value.id === "string") return value.id;
  return value;
}

export function plain(where: Where): Where {
  const branch = branchOf(where);
  if (branch) return made(branch.joint, branch.children.map(plain));
  if ("not" in where) return { not: plain(where.not) };
  if (!isTest(where)) return where;
  const value = plainValue(where.value);
  return value === undefined ? { field: where.field, op: where.op } : { ...where, value };
}

/** Whether a condition asks for what has to do with the person who looks: owner = ME(), 负责人 是 我. */
export function asksForMe(where: Where | null): boolean {
  if (!where) return false;
  const branch = branchOf(where);
  if (branch) return branch.children.some(asksForMe);
  if ("not" in where) return false;
  if (isTest(where)) return where.op === "is_me" || where.op === "in_my_departments";
  return "formula" in where && /\bME\(\)/i.test(where.formula);
}
