import { describe, expect, it } from "vitest";
import { type Picture, placed } from "@/model/automations.ts";

const picture = (names: string, ...edges: [string, string][]): Picture => ({
  nodes: [...names].map((rule) => ({
    rule,
    label: rule,
    app: "a",
    form: null,
    kind: "created",
    timing: "after",
  })),
  edges: edges.map(([from, to]) => ({ from, to })),
  warnings: [],
});
const columns = (found: ReturnType<typeof placed>) =>
  Object.fromEntries([...found].map(([rule, { column }]) => [rule, column]));

describe("the picture of what wakes what", () => {
  it("stands from left to right along the longest way, without those by themselves", () => {
    const found = placed(picture("abcdx", ["a", "b"], ["b", "c"], ["a", "c"], ["c", "d"]));
    expect(columns(found)).toEqual({ a: 0, b: 1, c: 2, d: 3 });
  });

  it("ends where rules wake one another in a circle, or themselves", () => {
    expect(columns(placed(picture("a", ["a", "a"])))).toEqual({ a: 0 });
    const found = columns(placed(picture("abc", ["a", "b"], ["b", "c"], ["c", "a"])));
    expect(Object.keys(found).sort()).toEqual(["a", "b", "c"]);
  });

  it("puts no two at one place", () => {
    const found = placed(picture("abcd", ["a", "c"], ["b", "c"], ["a", "d"]));
    const places = [...found.values()].map(({ column, row }) => `${column} ${row}`);
    expect(new Set(places).size).toBe(4);
  });
});
