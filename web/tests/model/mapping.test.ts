import { describe, expect, it } from "vitest";
import type { FormView, Sheet } from "../../src/model/api.ts";
import { guessed, targetsOf, unfilled } from "../../src/model/mapping.ts";

const field = (key: string, label: string, more = {}) => ({
  key,
  label,
  kind: "text",
  editable: true,
  computed: false,
  required: false,
  has_default: false,
  ...more,
});
const form = {
  fields: [
    field("name", "客户名称", { required: true }),
    field("code", "编号", { kind: "serial", editable: false, computed: true }),
    field("phone", "电话"),
    field("total", "合计", { editable: false, computed: true }),
    field("created_at", "创建时间"),
    field("lines", "明细", { kind: "lines", fields: [field("qty", "数量")] }),
  ],
} as unknown as FormView;
const column = (index: number, header: string) => ({
  index,
  header,
  samples: [],
  guess: { kind: "text" as const, settings: {} },
});
const sheet: Sheet = {
  name: "一",
  rows: 2,
  columns: [column(0, "联系电话"), column(1, "客户名称 *"), column(2, "数量"), column(3, "")],
};

describe("columns and fields", () => {
  it("offers what a sheet can fill, sub-forms by path, numbers as keys", () => {
    expect(targetsOf(form).map((target) => target.path)).toEqual([
      "name",
      "code",
      "phone",
      "lines.qty",
    ]);
  });
  it("guesses by name, each field once", () => {
    expect(guessed(sheet, targetsOf(form))).toEqual({ 0: "phone", 1: "name", 2: "lines.qty" });
    const twice = { ...sheet, columns: [column(0, "电话"), column(1, "电话")] };
    expect(guessed(twice, targetsOf(form))).toEqual({ 0: "phone" });
  });
  it("says which required fields stay empty", () => {
    expect(unfilled(form, { 0: "phone" })).toEqual(["客户名称"]);
    expect(unfilled(form, { 0: "name" })).toEqual([]);
  });
});
