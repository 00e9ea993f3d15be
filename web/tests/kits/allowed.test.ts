import { describe, expect, it } from "vitest";
import { allowed } from "@/kits/standing/allowed.ts";
import type { FieldView, Preview } from "@/model/api.ts";
import type { Say } from "@/words/t.ts";

const say: Say = (word, values) => [word, ...Object.values(values ?? {})].join(" ");
const field = {
  key: "model",
  label: "Model",
  kind: "choice",
  editable: true,
  readonly_when: "「Brand」",
  settings: {
    options: [
      { key: "a", label: "A" },
      { key: "b", label: "B" },
    ],
  },
} as unknown as FieldView;
const none = { visible: {}, required: {}, readonly: {}, options: {} };
const said = (more: Partial<Preview>): Preview => ({
  values: {},
  lines: {},
  problems: [],
  ...more,
});

describe("what is allowed of a stored record", () => {
  it("is the field as it is where no rule speaks", () => {
    expect(allowed(said({}), field, null, say)).toEqual({ field });
  });
  it("is the options that fit, and the one chosen", () => {
    const rules = { ...none, options: { model: ["a"] } };
    const keys = (value: string | null) => {
      const found = allowed(said({ rules }), field, value, say);
      return "field" in found ? found.field.settings.options?.map((one) => one.key) : [];
    };
    expect([keys(null), keys("b")]).toEqual([["a"], ["a", "b"]]);
  });
  it("is nothing where it is hidden, read-only or locked, and says why", () => {
    const why = (more: Partial<Preview>) => {
      const found = allowed(said(more), field, null, say);
      return "why" in found ? found.why : "";
    };
    expect(why({ rules: { ...none, visible: { model: false } } })).toBe("standing.elsewhere Model");
    expect(why({ rules: { ...none, readonly: { model: true } } })).toBe(
      "standing.readonly Model 「Brand」",
    );
    expect(why({ locked: [{ fields: ["model"], say: "won" }] })).toBe("standing.locked won");
    expect(why({ locked: [{ fields: ["model"], say: "" }] })).toBe("standing.ledger");
    expect(why({ locked: [{ fields: ["other"], say: "won" }] })).toBe("");
  });
});
