import { describe, expect, it } from "vitest";
import type { Group, Row } from "@/model/api.ts";
import { type GroupNode, inOrder, isShut, linesOf, whereOf } from "@/model/groups.ts";

const group = (key: string | null, count: number): Group => ({
  key: [key],
  label: [],
  count,
  totals: [],
});
const node = (key: string, shut: boolean, inner: GroupNode[] = [], level = 0): GroupNode => ({
  key,
  level,
  group: group(key, 3),
  where: { field: "a", op: "is", value: key },
  shut,
  inner,
});
const rows: Row[] = [
  ["1", 1],
  ["2", 1],
];

describe("groups", () => {
  it("ask for the blank ones by their emptiness, for links by their id", () => {
    expect(whereOf("a", group(null, 1))).toEqual({ field: "a", op: "empty" });
    expect(whereOf("a", { ...group("x", 1), key: [{ id: "7", title: "七" }] })).toEqual({
      field: "a",
      op: "is",
      value: "7",
    });
  });

  it("stand as the definition has them, unknown and blank ones last", () => {
    const found = [group("b", 1), group(null, 1), group("a", 1)];
    expect(inOrder(found, ["a", "b"]).map((one) => one.key[0])).toEqual(["a", "b", null]);
    expect(inOrder(found, undefined)).toBe(found);
  });

  it("start open as far as one can read, and turn", () => {
    expect(isShut(new Set(), "k", 7, 1)).toBe(false);
    expect(isShut(new Set(), "k", 8, 1)).toBe(true);
    expect(isShut(new Set(["k"]), "k", 8, 1)).toBe(false);
    expect(isShut(new Set(), "k", 4, 2)).toBe(true);
  });

  it("become lines: heads, groups inside groups, rows, and how many are left", () => {
    const nodes = [
      node("A", false, [node("A x", false, [], 1), node("A y", true, [], 1)]),
      node("B", true),
    ];
    const lines = linesOf(nodes, 2, () => rows);
    const said = lines.map((line) =>
      "node" in line ? line.node.key : "row" in line ? line.row[0] : `+${line.more}`,
    );
    expect(said).toEqual(["A", "A x", "1", "2", "+1", "A y", "B"]);
  });
});
