import { describe, expect, it } from "vitest";
import { countWithout, digitsOf, inFours } from "../../src/model/second-step.ts";

describe("a code", () => {
  it("is six digits, however it was typed or pasted", () => {
    expect(digitsOf("123 456")).toBe("123456");
    expect(digitsOf("１２３４５６")).toBe("123456");
    expect(digitsOf("code: 123-4567")).toBe("123456");
    expect(digitsOf("abc")).toBe("");
  });
});

describe("a secret", () => {
  it("is shown in fours and loses nothing", () => {
    expect(inFours("JBSWY3DPEH")).toEqual(["JBSW", "Y3DP", "EH"]);
    expect(inFours("")).toEqual([]);
  });
});

describe("those who have not set it up", () => {
  const member = (active: boolean, is_admin: boolean, second_step: boolean) => ({
    active,
    is_admin,
    second_step,
  });
  const people = [
    member(true, true, false),
    member(true, true, true),
    member(true, false, false),
    member(false, false, false),
  ];

  it("are counted among those it is asked of, and only who may sign in", () => {
    expect(countWithout(people, "everybody")).toBe(2);
    expect(countWithout(people, "administrators")).toBe(1);
    expect(countWithout(people, "free")).toBe(2);
  });
});
