import { describe, expect, it } from "vitest";
import {
  callAt,
  type Func,
  fitFunction,
  fitName,
  lexemes,
  mended,
  type Name,
  rowsOf,
  typedAt,
} from "@/model/formulas.ts";

const level: Name = {
  key: "level",
  label: { zh: "客户级别", en: "Level" },
  token: "「客户级别」",
  kind: "value",
  type: "text",
  field: "choice",
  form: "",
  options: [],
  sounds: ["kehujibie", "khjb"],
};
const func = (name: string, zh: string, family = "rows", aliases: string[] = []): Func => ({
  name,
  family,
  signature: `${name}(value, condition, …)`,
  parameters: [],
  label: { zh, en: "" },
  blank: { zh: "", en: "" },
  examples: [],
  aliases,
  live: "",
  sounds: ["", ""],
});

describe("what is being typed", () => {
  it("is a word, or a word behind a path", () => {
    expect(typedAt("1 + cus")).toEqual({ path: [], word: "cus", from: 4 });
    expect(typedAt("SUM(「明细」.「金")).toEqual({ path: ["明细"], word: "金", from: 9 });
    expect(typedAt("customer.owner.")).toEqual({ path: ["customer", "owner"], word: "", from: 15 });
    expect(typedAt("a > ")).toEqual({ path: [], word: "", from: 4 });
    expect(typedAt("「客户」")).toEqual({ path: [], word: "", from: 4 });
  });

  it("answers to key, label, pinyin and initials", () => {
    for (const word of ["lev", "客户", "级别", "kehu", "khjb", "khj", "Level"])
      expect(fitName(word, level), word).toBeGreaterThan(0);
    expect(fitName("xyz", level)).toBe(0);
    expect(fitName("level", level)).toBeGreaterThan(fitName("kehu", level));
  });

  it("finds functions by name before what they do", () => {
    const sum = func("SUM", "求和", "rows");
    const sumifs = func("SUMIFS", "符合条件的行求和", "rows", ["SUMIF"]);
    expect(fitFunction("sum", sum)).toBeGreaterThanOrEqual(fitFunction("sum", sumifs));
    expect(fitFunction("求和", sum)).toBeGreaterThan(0);
    expect(fitFunction("sumif", sumifs)).toBe(8);
    expect(fitFunction("", sum)).toBe(0);
  });
});

describe("the call around the cursor", () => {
  it("knows its argument, past texts and inner calls", () => {
    expect(callAt('IF(a = ")", SUM(x), ')).toMatchObject({ name: "IF", argument: 2 });
    expect(callAt("SUMIFS(「订单」.「合(计」, ")).toMatchObject({
      name: "SUMIFS",
      argument: 1,
      first: "「订单」.「合(计」",
    });
    expect(callAt("IF(1, 2)")).toBeNull();
    expect(callAt("(a + ")).toBeNull();
  });

  it("offers the names of its rows to a condition", () => {
    const known = [func("SUMIFS", ""), func("IF", "", "logic")];
    expect(rowsOf(callAt("SUMIFS(orders.net, sta"), known)).toEqual(["orders", "net"]);
    expect(rowsOf(callAt("SUMIFS(ord"), known)).toBeNull();
    expect(rowsOf(callAt("IF(orders, x"), known)).toBeNull();
    expect(rowsOf(callAt("SUMIFS(a + b, x"), known)).toBeNull();
  });
});

it("colours what it is, names within texts stay text", () => {
  const kinds = lexemes('SUM(「明细」.「金额」) > 2.5 AND x = "「a」(b"').map((one) => one.kind);
  expect(kinds).toEqual(["function", "name", "name", "number", "word", "text"]);
});

it("mends where the wrong name stands, quotes kept", () => {
  const wrong = { code: "", message: "", start: 8, end: 17, line: 1, column: 9, near: "approved" };
  expect(mended('state = "approvd"', wrong)).toBe('state = "approved"');
  expect(mended("a + totl", { ...wrong, start: 4, end: 8, near: "total" })).toBe("a + total");
});
