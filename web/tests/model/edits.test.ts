import { describe, expect, it } from "vitest";
import { badCells, byRecord, type CellEdit, overlaid, undone } from "../../src/model/edits.ts";
import { byCell, byField, readPlace } from "../../src/model/problems.ts";

const edits: CellEdit[] = [
  { id: "r1", path: "a", value: "1", before: null },
  { id: "r1", path: "b", value: "2", before: "0" },
  { id: "r2", path: "a", value: "3", before: null },
];

describe("edits of many cells", () => {
  it("make one change per record", () => {
    expect(byRecord(edits)).toEqual([
      { id: "r1", set: { a: "1", b: "2" } },
      { id: "r2", set: { a: "3" } },
    ]);
  });
  it("are undone last first", () => {
    expect(undone(edits)[0]).toEqual({ id: "r2", path: "a", value: null, before: "3" });
  });
  it("mark the cell a problem names, else the record's first", () => {
    const problem = { code: "x", place: "b", message: "太大", hint: "" };
    expect(badCells(edits, [{ id: "r1", problems: [problem] }], () => 4)).toMatchObject([
      { id: "r1", path: "b", row: 4, message: "太大" },
    ]);
    expect(
      badCells(edits, [{ id: "r2", problems: [{ ...problem, place: "" }] }], () => 1),
    ).toMatchObject([{ id: "r2", path: "a" }]);
  });
  it("lie over the row until they are saved", () => {
    expect(overlaid(["r1", 1, "x", "y"], ["a", "b"], { b: null })).toEqual(["r1", 1, "x", null]);
  });
});

describe("places of problems", () => {
  it("are read", () => {
    expect(readPlace("records[3].lines[2].qty")).toEqual({
      record: 3,
      field: "lines",
      line: 2,
      column: "qty",
    });
    expect(readPlace("amount")).toEqual({
      record: null,
      field: "amount",
      line: null,
      column: null,
    });
  });
  it("find their field or cell", () => {
    const problems = [
      { code: "x", place: "amount", message: "一", hint: "" },
      { code: "x", place: "amount", message: "二", hint: "" },
      { code: "x", place: "lines[0].qty", message: "三", hint: "" },
    ];
    expect([...byField(problems)]).toEqual([["amount", "一"]]);
    expect([...byCell(problems, "lines")]).toEqual([["0.qty", "三"]]);
  });
});
