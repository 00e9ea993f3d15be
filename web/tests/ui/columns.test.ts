import { describe, expect, it } from "vitest";
import { changed, firstWidth, moved } from "../../src/model/columns.ts";
import type { GridColumn } from "../../src/ui/grid/types.ts";
import { placedColumns } from "../../src/ui/grid/useColumns.ts";

const column = (id: string, width: number, frozen = false) =>
  ({ id, width, frozen }) as GridColumn<object>;

describe("columns of the grid", () => {
  it("stand frozen first, counted through, each region from its own edge", () => {
    const { all, frozenWidth, looseWidth } = placedColumns([
      column("a", 100),
      column("b", 50, true),
      column("c", 70),
    ]);
    expect(all.map((one) => [one.column.id, one.index, one.left])).toEqual([
      ["b", 0, 0],
      ["a", 1, 0],
      ["c", 2, 100],
    ]);
    expect([frozenWidth, looseWidth]).toEqual([50, 170]);
  });
  it("move before another and take over its freeze", () => {
    const columns = [{ path: "a", frozen: true }, { path: "b" }, { path: "c" }];
    expect(moved(columns, "c", "a")).toEqual([
      { path: "c", frozen: true },
      { path: "a", frozen: true },
      { path: "b" },
    ]);
    expect(
      moved([{ path: "a", frozen: true }, { path: "b" }, { path: "c" }], "a", "c").map(
        (one) => one.path,
      ),
    ).toEqual(["b", "a", "c"]);
    expect(moved(columns, "x", "a")).toEqual(columns);
  });
  it("change one by one and are wide enough for their heads", () => {
    expect(changed([{ path: "a" }, { path: "b" }], "b", (one) => ({ ...one, width: 90 }))).toEqual([
      { path: "a" },
      { path: "b", width: 90 },
    ]);
    expect(firstWidth("预计成交日期", 110)).toBeGreaterThan(110);
    expect(firstWidth("A", 110)).toBe(110);
  });
});
