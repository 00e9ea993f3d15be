import { describe, expect, it } from "vitest";
import type { Where } from "../../src/model/api.ts";
import {
  added,
  asksForMe,
  both,
  countTests,
  plain,
  replaced,
  tidy,
} from "../../src/model/where.ts";

const a: Where = { field: "a", op: "is", value: "1" };
const b: Where = { field: "b", op: "empty" };

describe("conditions", () => {
  it("lose what is not finished", () => {
    expect(tidy({ all: [{ field: "a", op: "is" }, { any: [] }] })).toBeNull();
    expect(tidy({ all: [a, { field: "c", op: "between", value: ["1", null] }] })).toEqual(a);
    expect(tidy({ all: [b, { not: { all: [] } }] })).toEqual(b);
    expect(tidy({ field: "a", op: "is", value: false })).toEqual({
      field: "a",
      op: "is",
      value: false,
    });
  });
  it("are edited in place", () => {
    const tree: Where = { all: [a, { any: [b] }] };
    expect(replaced(tree, [1, 0], a)).toEqual({ all: [a, { any: [a] }] });
    expect(replaced(tree, [0], null)).toEqual({ all: [{ any: [b] }] });
    expect(added(tree, [1], a)).toEqual({ all: [a, { any: [b, a] }] });
    expect(tree).toEqual({ all: [a, { any: [b] }] });
    expect(countTests(tree)).toBe(2);
  });
  it("join flat", () => {
    expect(both({ all: [a] }, b)).toEqual({ all: [a, b] });
    expect(both(null, b)).toEqual(b);
    expect(both({ any: [a, b] }, b)).toEqual({ all: [{ any: [a, b] }, b] });
  });
  it("send ids for links and keep the title for the eye", () => {
    const link = { id: "x", title: "安徽" };
    expect(plain({ any: [{ field: "customer", op: "in", value: [link, link] }] })).toEqual({
      any: [{ field: "customer", op: "in", value: ["x", "x"] }],
    });
  });
});

describe("asking for me", () => {
  it("is seen in formulas and in tests, however deep", () => {
    expect(asksForMe({ formula: "owner = ME()" })).toBe(true);
    expect(asksForMe({ all: [{ any: [{ field: "owner", op: "is_me" }] }] })).toBe(true);
    expect(asksForMe({ formula: 'level = "A"' })).toBe(false);
    expect(asksForMe(null)).toBe(false);
  });
});
