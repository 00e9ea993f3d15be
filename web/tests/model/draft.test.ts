import { describe, expect, it } from "vitest";
import type { FormView, Preview, RecordData } from "../../src/model/api.ts";
import {
  addLines,
  computedLines,
  discarded,
  draftOf,
  isTouched,
  lineValues,
  moveLine,
  newDraft,
  rebase,
  removeLines,
  setOf,
  touch,
  touchLine,
  writeLine,
} from "../../src/model/draft.ts";
import { shownIn } from "../../src/model/rules.ts";

const form = {
  fields: [
    { key: "name", kind: "text" },
    { key: "lines", kind: "lines" },
  ],
} as unknown as FormView;
const record: RecordData = {
  id: "r",
  version: 3,
  title: "甲",
  values: {
    name: "甲",
    customer: { id: "c1", title: "安徽" },
    lines: [
      { id: "l1", qty: "1" },
      { id: "l2", qty: "2" },
    ],
  },
  abilities: { update: true, delete: true, restore: false, editable: ["name", "lines"] },
};

describe("a draft", () => {
  it("sends only what was touched", () => {
    const draft = touch(draftOf(form, record), "name", "乙");
    expect(setOf(draft)).toEqual({ name: "乙" });
    expect(isTouched(touch(draft, "name", "甲"))).toBe(false);
  });
  it("remembers an emptied field", () => {
    expect(setOf(touch(draftOf(form, record), "name", null))).toEqual({ name: null });
  });
  it("sends links as ids and touched lines whole, each with its touched keys", () => {
    let draft = touch(draftOf(form, record), "customer", { id: "c2", title: "江淮" });
    draft = touchLine(draft, "lines", "l2", { product: { id: "p1", title: "氘灯" } });
    draft = addLines(draft, "lines", ["l3"]);
    expect(setOf(draft)).toEqual({
      customer: "c2",
      lines: [{ id: "l1" }, { id: "l2", product: "p1" }, { id: "l3" }],
    });
  });
  it("deletes, moves and begins lines", () => {
    const start = draftOf(form, record);
    expect(setOf(removeLines(start, "lines", new Set(["l1"])))).toEqual({ lines: [{ id: "l2" }] });
    expect(setOf(moveLine(start, "lines", 1, 0))).toEqual({ lines: [{ id: "l2" }, { id: "l1" }] });
    expect(setOf(writeLine(start, "lines", "l9", { qty: "4" }))).toEqual({
      lines: [{ id: "l1" }, { id: "l2" }, { id: "l9", qty: "4" }],
    });
  });
  it("shows what was typed over what was computed over what was saved", () => {
    const preview: Preview = {
      values: { name: "computed", total: "9" },
      lines: { lines: [{ id: "l1", total: "8" }] },
      problems: [],
    };
    const draft = draftOf(form, record);
    expect(shownIn(draft, null, "name")).toBe("甲");
    expect(shownIn(draft, preview, "name")).toBe("computed");
    expect(shownIn(touch(draft, "name", "乙"), preview, "name")).toBe("乙");
    const line = draft.lines.lines?.[0];
    expect(line && lineValues(line, computedLines(preview, "lines").get("l1"))).toEqual({
      id: "l1",
      qty: "1",
      total: "8",
    });
  });
  it("keeps my touches over another's save, and can drop them", () => {
    const mine = touch(draftOf(form, record), "name", "我的");
    const theirs: RecordData = {
      ...record,
      version: 4,
      values: { ...record.values, name: "他的", note: "n" },
    };
    const joined = rebase(mine, form, theirs);
    expect([joined.version, shownIn(joined, null, "name"), shownIn(joined, null, "note")]).toEqual([
      4,
      "我的",
      "n",
    ]);
    expect(isTouched(discarded(joined, form))).toBe(false);
  });
  it("of a new record begins with what its place knows", () => {
    expect(setOf(newDraft(form, "n", { customer: { id: "c1", title: "安徽" } }))).toEqual({
      customer: "c1",
    });
  });
});
