/** Groups of one or two levels as the lines of a list: heads, and below the open ones their rows. */
import type { Group, Row, Where } from "@/model/api.ts";

export interface GroupNode {
  /** Where it stands: its own key, behind that of the group it stands in. */
  key: string;
  level: number;
  group: Group;
  where: Where;
  shut: boolean;
  inner: GroupNode[];
}
export type Line = { node: GroupNode } | { row: Row; at: number } | { more: number; level: number };

// The first groups of a level start open, the others closed; a turn is the exception to that.
const OPEN_ALONE = 8;
const OPEN_OF_TWO = 4;

export function whereOf(path: string, group: Group): Where {
  const key = group.key[0] ?? null;
  if (key === null) return { field: path, op: "empty" };
  const value = typeof key === "object" && !Array.isArray(key) ? (key.id ?? null) : key;
  return { field: path, op: "is", value };
}

/** `at` is its place among its sisters: what others do does not turn it. */
export function isShut(
  turned: ReadonlySet<string>,
  key: string,
  at: number,
  levels: number,
): boolean {
  return turned.has(key) !== at >= (levels > 1 ? OPEN_OF_TWO : OPEN_ALONE);
}

/** The groups in the order of the definition where the field is a choice, else as the server has them. */
export function inOrder(
  groups: readonly Group[],
  options: readonly string[] | undefined,
): readonly Group[] {
  if (!options) return groups;
  const place = ({ key }: Group) => {
    const at = options.indexOf(String(key[0] ?? ""));
    return at < 0 ? options.length : at;
  };
  return groups.toSorted((a, b) => place(a) - place(b));
}

/** The lines that are seen. `rowsOf` gives the rows of a group that has no groups in it. */
export function linesOf(
  nodes: readonly GroupNode[],
  levels: number,
  rowsOf: (node: GroupNode) => readonly Row[],
): Line[] {
  return nodes.flatMap((node): Line[] => {
    if (node.shut) return [{ node }];
    if (node.level + 1 < levels) return [{ node }, ...linesOf(node.inner, levels, rowsOf)];
    const rows = rowsOf(node);
    const left = node.group.count - rows.length;
    return [
      { node },
      ...rows.map((row, at) => ({ row, at })),
      ...(left > 0 && rows.length ? [{ more: left, level: node.level }] : []),
    ];
  });
}
