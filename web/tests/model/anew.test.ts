import { describe, expect, it } from "vitest";
import { askingAnew, changesAnew, named, overridden, spotsOf, takenAnew } from "@/model/anew.ts";
import type { FieldView, FormView, Preview, RecordData } from "@/model/api.ts";
import { draftOf, newDraft, touch, touchLine } from "@/model/draft.ts";

const field = (key: string, more: Partial<FieldView> = {}): FieldView =>
  ({
    key,
    label: key,
    kind: "number",
    type: "number",
    editable: true,
    fillable: true,
    settings: {},
    ...more,
  }) as FieldView;
const price = field("price", { refreshable: true });
const lines = field("lines", { kind: "lines", type: "none", fields: [field("qty"), price] });
const form = {
  form: "a.b",
  fields: [field("term", { refreshable: true }), field("plain"), lines],
} as unknown as FormView;
const record = {
  id: "r",
  version: 3,
  values: {
    term: "30",
    lines: [
      { id: "x", price: "10.00" },
      { id: "y", price: "5" },
    ],
  },
  abilities: { update: true, delete: true, restore: false, editable: ["term", "plain", "lines"] },
} as unknown as RecordData;
const answer: Preview = {
  values: { term: "45" },
  lines: {
    lines: [
      { id: "x", price: "10" },
      { id: "y", price: "6" },
    ],
  },
  problems: [],
};
const paths = (rec: RecordData | null, preview: Preview | null = null) =>
  spotsOf(form, rec, preview).map((one) => one.path);

describe("spots", () => {
  it("are fields with a source that this person writes", () => {
    expect(paths(record)).toEqual(["term", "lines.price"]);
    const abilities = { ...record.abilities, editable: ["term"] };
    expect(paths({ ...record, abilities })).toEqual(["term"]);
  });
  it("are not what is locked or withheld", () => {
    const said = { visible: {}, required: {}, readonly: { term: true }, options: {} };
    const locked = [{ fields: ["lines.price"], say: "" }];
    expect(paths(record, { ...answer, rules: said, locked })).toEqual([]);
  });
});

describe("what would change", () => {
  const spots = spotsOf(form, record, null);
  it("compares values, not how they are written", () => {
    const found = changesAnew(draftOf(form, record), null, answer, spots);
    expect(found.map((one) => [one.path, one.moves.map((move) => move.at)])).toEqual([
      ["term", [0]],
      ["lines.price", [1]],
    ]);
  });
  it("leaves alone what the source leaves blank", () => {
    const none = { ...answer, values: { term: null }, lines: {} };
    expect(changesAnew(draftOf(form, record), null, none, spots)).toEqual([]);
  });
  it("asks without what was typed over it", () => {
    const typed = touchLine(touch(draftOf(form, record), "term", "9"), "lines", "y", {
      price: "1",
    });
    expect(askingAnew(typed, null, ["term", "lines.price"])).toEqual({
      id: "r",
      version: 3,
      set: { lines: [{ id: "x" }, { id: "y" }] },
      refresh: ["term", "lines.price"],
    });
  });
  it("is filled into the form, and of a new record follows its source again", () => {
    const draft = draftOf(form, record);
    const after = takenAnew(draft, changesAnew(draft, null, answer, spots));
    expect(after.set).toEqual({ term: "45" });
    expect(after.lines.lines?.map((row) => row.set)).toEqual([{}, { price: "6" }]);
    const fresh = touch(newDraft(form, "n"), "term", "9");
    expect(overridden(fresh, spots)).toBe(true);
    const found = changesAnew(fresh, null, answer, spots.slice(0, 1));
    expect(takenAnew(fresh, found).set).toEqual({});
    expect(overridden(newDraft(form, "n"), spots)).toBe(false);
  });
});

it("gives links their titles", () => {
  const told = {
    values: { who: "u1", all: ["u1", "u2"] },
    lines: {},
    problems: [],
    titles: { u1: "A" },
  };
  expect(named(told).values).toEqual({
    who: { id: "u1", title: "A" },
    all: [{ id: "u1", title: "A" }, "u2"],
  });
});
