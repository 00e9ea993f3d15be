import { describe, expect, it } from "vitest";
import {
  compare,
  grouped,
  readDecimal,
  round,
  shift,
  short,
  sum,
} from "../../src/model/decimal.ts";

describe("decimals", () => {
  it("shows thousands marks without touching a digit", () => {
    expect(grouped("12345678901234567890.1234", 2)).toBe("12,345,678,901,234,567,890.1234");
    expect(grouped("1265793.0395")).toBe("1,265,793.0395");
    expect(grouped("5", 2)).toBe("5.00");
    expect(grouped("-1234.5", 2)).toBe("-1,234.50");
    expect(grouped("-0.00", 2)).toBe("0.00");
    expect(grouped("999")).toBe("999");
  });
  it("reads what people type and paste", () => {
    expect(readDecimal("¥1,265,793.04")).toBe("1265793.04");
    expect(readDecimal("（1,200）")).toBe("-1200");
    expect(readDecimal("１２３．５")).toBe("123.5");
    expect(readDecimal("1.2E3")).toBe("1200");
    expect(readDecimal("800元")).toBe("800");
    expect(readDecimal("-.5")).toBe("-0.5");
    expect(readDecimal("待定")).toBeNull();
    expect(readDecimal("1.2.3")).toBeNull();
    expect(readDecimal("")).toBeNull();
  });
  it("moves the point", () => {
    expect(shift("0.13", 2)).toBe("13");
    expect(shift("13", -2)).toBe("0.13");
    expect(shift("0.1355", 2)).toBe("13.55");
    expect(shift("-5", -2)).toBe("-0.05");
    expect(shift("0", 2)).toBe("0");
  });
  it("rounds half up, away from zero", () => {
    expect(round("2.345", 2)).toBe("2.35");
    expect(round("-2.345", 2)).toBe("-2.35");
    expect(round("1.005", 2)).toBe("1.01");
    expect(round("0.994", 2)).toBe("0.99");
    expect(round("7", 2)).toBe("7.00");
  });
  it("adds and compares exactly", () => {
    expect(sum(["0.1", "0.2", "100000000000000000000.3"])).toBe("100000000000000000000.6");
    expect(sum([])).toBe("0");
    expect(compare("10", "9.99")).toBe(1);
    expect(compare("-1", "-1.0")).toBe(0);
  });
  it("says large amounts shortly", () => {
    expect(short("1265793.04")).toBe("126.6万");
    expect(short("9999")).toBeNull();
  });
});
