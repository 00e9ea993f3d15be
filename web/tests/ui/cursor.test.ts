import { describe, expect, it } from "vitest";
import {
  afterEdit,
  type Bounds,
  cursorAt,
  type Key,
  rangeOf,
  readKey,
} from "../../src/ui/grid/cursor.ts";

const bounds: Bounds = { rows: 10, cols: 4, page: 5, isRow: (r) => r !== 3 };
const press = (key: string, more: Partial<Key> = {}): Key => ({
  key,
  shift: false,
  mod: false,
  alt: false,
  ...more,
});
const to = (key: Key, r: number, c: number) => {
  const act = readKey(key, cursorAt(r, c), bounds);
  return act?.do === "move" ? [act.cursor.at.r, act.cursor.at.c] : act;
};

describe("keys of the grid", () => {
  it("move and stay inside", () => {
    expect(to(press("ArrowDown"), 0, 1)).toEqual([1, 1]);
    expect(to(press("ArrowUp"), 0, 1)).toEqual([0, 1]);
    expect(to(press("ArrowRight", { mod: true }), 0, 1)).toEqual([0, 3]);
    expect(to(press("PageDown"), 8, 0)).toEqual([9, 0]);
    expect(to(press("Home"), 5, 3)).toEqual([5, 0]);
    expect(to(press("End", { mod: true }), 0, 0)).toEqual([9, 3]);
  });
  it("step over group heads", () => {
    expect(to(press("ArrowDown"), 2, 0)).toEqual([4, 0]);
    expect(to(press("ArrowUp"), 4, 0)).toEqual([2, 0]);
  });
  it("walk by Tab through the rows and leave at the end", () => {
    expect(to(press("Tab"), 0, 3)).toEqual([1, 0]);
    expect(to(press("Tab", { shift: true }), 1, 0)).toEqual([0, 3]);
    expect(to(press("Tab"), 9, 3)).toBeNull();
    expect(to(press("Tab", { shift: true }), 0, 0)).toBeNull();
  });
  it("make ranges with Shift and Ctrl-A", () => {
    const act = readKey(press("ArrowDown", { shift: true }), cursorAt(1, 1), bounds);
    expect(act?.do === "move" && rangeOf(act.cursor)).toEqual({
      top: 1,
      bottom: 2,
      left: 1,
      right: 1,
    });
    const all = readKey(press("a", { mod: true }), cursorAt(5, 1), bounds);
    expect(all?.do === "move" && rangeOf(all.cursor)).toEqual({
      top: 0,
      bottom: 9,
      left: 0,
      right: 3,
    });
  });
  it("edit, clear, undo, open; letters are left to the line", () => {
    expect(to(press("F2"), 0, 0)).toEqual({ do: "edit" });
    expect(to(press("Enter"), 0, 0)).toEqual({ do: "edit" });
    expect(to(press("Enter", { mod: true }), 0, 0)).toEqual({ do: "open" });
    expect(to(press("Delete"), 0, 0)).toEqual({ do: "clear" });
    expect(to(press("z", { mod: true }), 0, 0)).toEqual({ do: "undo" });
    expect(to(press("k"), 0, 0)).toBeNull();
    expect(to(press("c", { mod: true }), 0, 0)).toBeNull();
  });
  it("go on after an edit", () => {
    expect(afterEdit(cursorAt(2, 1), "Enter", false, bounds).at).toEqual({ r: 4, c: 1 });
    expect(afterEdit(cursorAt(0, 3), "Tab", false, bounds).at).toEqual({ r: 1, c: 0 });
    expect(afterEdit(cursorAt(9, 3), "Tab", false, bounds).at).toEqual({ r: 9, c: 3 });
  });
  it("do nothing in an empty grid", () => {
    expect(readKey(press("ArrowDown"), cursorAt(0, 0), { ...bounds, rows: 0 })).toBeNull();
  });
});
