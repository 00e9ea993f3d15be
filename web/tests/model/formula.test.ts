import { describe, expect, it } from "vitest";
import type { FormView } from "../../src/model/api.ts";
import { sayFormula } from "../../src/model/formula.ts";

const form = {
  fields: [
    { key: "amount", label: "预计金额", settings: {} },
    { key: "fx", label: "汇率", settings: {} },
    { key: "round", label: "轮次", settings: {} },
    { key: "lines", label: "明细", settings: {}, fields: [{ key: "amount", label: "金额" }] },
    { key: "stage", label: "阶段", settings: { options: [{ key: "won", label: "赢单" }] } },
  ],
} as unknown as FormView;

describe("a formula is read", () => {
  it("with labels for fields, and for fields of lines", () => {
    expect(sayFormula("ROUND(amount * fx, 2)", form)).toBe("ROUND(「预计金额」 * 「汇率」, 2)");
    expect(sayFormula("SUM(lines.amount)", form)).toBe("SUM(「明细」.「金额」)");
  });
  it("with labels for options, but not for other texts", () => {
    expect(sayFormula('stage IN ("won", "amount")', form)).toBe('「阶段」 IN ("赢单", "amount")');
  });
  it("in either quotes", () => {
    expect(sayFormula("stage = 'won' OR stage = 'fx'", form)).toBe(
      "「阶段」 = \"赢单\" OR 「阶段」 = 'fx'",
    );
  });
  it("leaving functions and unknown names alone", () => {
    expect(sayFormula("round(amountx) + fx2", form)).toBe("round(amountx) + fx2");
  });
});
