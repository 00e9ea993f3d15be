import { describe, expect, it } from "vitest";
import type { FieldView, FormView, Preview, RuleSaid } from "../../src/model/api.ts";
import { newDraft, touch, writeLine } from "../../src/model/draft.ts";
import { asking, atOnce, lockOn, ruled, sentOf, shownIn } from "../../src/model/rules.ts";

const form = {
  fields: [
    { key: "a", kind: "text" },
    { key: "lines", kind: "lines" },
  ],
} as unknown as FormView;
const field = (more: Partial<FieldView> = {}) =>
  ({ key: "a", kind: "text", required: false, editable: true, settings: {}, ...more }) as FieldView;
const said = (more: Partial<RuleSaid>): RuleSaid => ({
  visible: {},
  required: {},
  readonly: {},
  options: {},
  ...more,
});
const preview = (more: Partial<Preview>): Preview => ({
  values: {},
  lines: {},
  problems: [],
  ...more,
});

describe("rules", () => {
  it("leave a field without verdicts the very same", () => {
    const one = field();
    expect(ruled(one, said({ required: { b: true } }), null)).toBe(one);
    expect(ruled(one, undefined, null)).toBe(one);
  });
  it("hide, require and freeze", () => {
    expect(ruled(field(), said({ visible: { a: false } }), null)).toBeNull();
    expect(ruled(field(), said({ required: { a: true } }), null)?.required).toBe(true);
    expect(ruled(field({ required: true }), said({ required: { a: false } }), null)?.required).toBe(
      true,
    );
    const still = ruled(field({ readonly_when: "x" }), said({ readonly: { a: true } }), null);
    expect([still?.editable, still?.why]).toEqual([false, "x"]);
    const locked = ruled(field(), said({}), null, { fields: ["a"], say: "won" });
    expect([locked?.editable, locked?.why]).toEqual([false, "won"]);
  });
  it("offer what fits, and keep what was chosen to be seen", () => {
    const options = ["x", "y", "z"].map((key) => ({ key, label: key }));
    const told = said({ options: { a: ["y"] } });
    const keys = (value: string | string[]) =>
      ruled(field({ settings: { options } }), told, value)?.settings.options?.map(({ key }) => key);
    expect(keys("x")).toEqual(["x", "y"]);
    expect(keys(["z"])).toEqual(["y", "z"]);
  });
  it("hold back what a rule withholds, of the record and of rows", () => {
    let draft = touch(touch(newDraft(form, "n"), "a", "1"), "b", "2");
    draft = writeLine(draft, "lines", "l1", { q: "1", r: "2" });
    const told = preview({
      values: { a: "as it was" },
      rules: said({ visible: { a: false } }),
      line_rules: { lines: [{ id: "l1", ...said({ readonly: { r: true } }) }] },
    });
    expect(sentOf(draft, told)).toEqual({ b: "2", lines: [{ id: "l1", q: "1" }] });
    expect(shownIn(draft, told, "a")).toBe("as it was");
    expect(shownIn(draft, told, "b")).toBe("2");
    expect(asking(draft, told, "l1")).toEqual({ id: "n", set: sentOf(draft, told), row: "l1" });
    expect(sentOf(draft, null)).toMatchObject({ a: "1" });
  });
  it("know the lock on a path, and what is told at once", () => {
    const told = preview({ locked: [{ fields: ["lines.price"], say: "won" }] });
    expect(lockOn(told, "lines.price")?.say).toBe("won");
    expect(lockOn(told, "lines")).toBeUndefined();
    expect([atOnce("link.not_candidate"), atOnce("field.required")]).toEqual([true, false]);
  });
});
