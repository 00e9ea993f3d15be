import { describe, expect, it } from "vitest";
import type { FieldView } from "../../src/model/api.ts";
import { changed, firstWidth, moved, totalsOf, usualTotal } from "../../src/model/columns.ts";
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

describe("totals", () => {
  const field = (key: string, more: Partial<FieldView> = {}) =>
    ({
      key,
      kind: "number",
      settings: {},
      aggregates: ["sum", "avg", "min", "max", "count_empty"],
      ...more,
    }) as FieldView;
  it("add up amounts and average measures", () => {
    expect(usualTotal(field("amount"))).toBe("sum");
    expect(usualTotal(field("qty", { settings: { unit: "台" } }))).toBe("sum");
    expect(usualTotal(field("payment_days"))).toBe("avg");
    expect(usualTotal(field("time", { settings: { unit: "天" } }))).toBe("avg");
    expect(usualTotal(field("list_price", { kind: "money" }))).toBe("avg");
    expect(usualTotal(field("share", { kind: "percent" }))).toBe("avg");
    expect(usualTotal(field("today", { aggregates: ["count_empty"] }))).toBeNull();
  });
  it("are what was chosen, where it can be had", () => {
    const columns = [field("amount"), field("age"), field("name", { aggregates: [] })].map(
      (one) => ({ path: one.key, field: one }),
    );
    expect(totalsOf(columns).map((one) => one.fn)).toEqual(["sum", "avg"]);
    expect(
      totalsOf(columns, [
        { path: "amount", fn: "none" },
        { path: "age", fn: "max" },
        { path: "name", fn: "sum" },
      ]),
    ).toEqual([{ path: "age", fn: "max" }]);
  });
});
