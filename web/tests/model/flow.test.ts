import { describe, expect, it } from "vitest";
import type { FieldView, FormView } from "@/model/api.ts";
import {
  aheadOf,
  formAt,
  isOverdue,
  type MyTask,
  type NodeSeen,
  needsOpinion,
  otherActs,
  waitedFor,
  wayOf,
} from "@/model/flow.ts";
import { readInboxSearch } from "@/model/inbox.ts";

const NOON = Date.parse("2026-11-23T12:00:00Z");

const node = (key: string, more: Partial<NodeSeen> = {}): NodeSeen => ({
  run: `run-${key}`,
  key,
  label: key,
  kind: "approve",
  mode: "one",
  state: "passed",
  because: "",
  activated_at: null,
  due_at: null,
  closed_at: null,
  round: 1,
  tasks: [],
  ...more,
});
const task: MyTask = {
  id: "t",
  node: "l1",
  label: "l1",
  kind: "main",
  handle: false,
  draft: "",
  opinion: "reject",
  sign: false,
  edit: [],
  require: [],
  acts: ["approve", "save", "transfer", "return"],
  targets: [],
  modes: [],
};

describe("time", () => {
  it("is late only behind the due moment", () => {
    expect(isOverdue("2026-11-23T11:59:59Z", NOON)).toBe(true);
    expect(isOverdue("2026-11-23T12:00:01Z", NOON)).toBe(false);
    expect(isOverdue(null, NOON)).toBe(false);
  });

  it("waits in the largest unit that says something", () => {
    expect(waitedFor("2026-11-23T11:59:40Z", NOON)).toEqual({ n: 0, unit: "m" });
    expect(waitedFor("2026-11-23T11:01:00Z", NOON)).toEqual({ n: 59, unit: "m" });
    expect(waitedFor("2026-11-22T10:00:00Z", NOON)).toEqual({ n: 26, unit: "h" });
    expect(waitedFor("2026-11-20T12:00:00Z", NOON)).toEqual({ n: 3, unit: "d" });
    // A clock that goes ahead of the server's says no negative time.
    expect(waitedFor("2026-11-23T12:05:00Z", NOON)).toEqual({ n: 0, unit: "m" });
  });
});

describe("the way", () => {
  it("is what was entered, then what is to come, without the place before the first node", () => {
    const steps = wayOf({
      nodes: [
        node("start", { kind: "start" }),
        node("tech"),
        node("supply", { state: "skipped", because: "when" }),
        node("l1", { state: "active" }),
      ],
      to_come: [{ key: "l2", label: "L2", people: ["p"], state: "passed" }],
    });
    expect(steps.map((one) => [one.label, one.look])).toEqual([
      ["tech", "done"],
      ["supply", "off"],
      ["l1", "now"],
      ["L2", "ahead"],
    ]);
    expect(new Set(steps.map((one) => one.id)).size).toBe(4);
  });

  it("says of what is to come where it would be passed over or stop", () => {
    const ahead = (state: string) => aheadOf([{ key: "a", label: "a", people: [], state }])[0];
    expect(ahead("passed")?.look).toBe("ahead");
    expect(ahead("skipped")?.look).toBe("off");
    expect(ahead("incident")?.look).toBe("bad");
  });
});

describe("the form at a node", () => {
  const field = (key: string, more: object = {}) =>
    ({ key, editable: true, required: false, ...more }) as FieldView;
  const form = {
    fields: [
      field("weeks"),
      field("note"),
      field("total", { editable: false }),
      field("lines", { fields: [field("qty"), field("price")] }),
    ],
  } as FormView;
  const open = (edit: string[]) =>
    formAt(form, edit, ["weeks"]).fields.flatMap((one) => [
      ...(one.editable ? [one.key] : []),
      ...(one.fields ?? []).flatMap((part) => (part.editable ? [`${one.key}.${part.key}`] : [])),
    ]);

  it("opens nothing to who only looks on", () => {
    expect(open([])).toEqual([]);
  });
  it("opens what the node names, and never what the server closes", () => {
    expect(open(["weeks", "total"])).toEqual(["weeks"]);
  });
  it("opens one column of lines, or all of them", () => {
    expect(open(["lines.qty"])).toEqual(["lines", "lines.qty"]);
    expect(open(["lines"])).toEqual(["lines", "lines.qty", "lines.price"]);
  });
  it("asks for what the node requires", () => {
    expect(formAt(form, [], ["weeks"]).fields.map((one) => one.required)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("acts", () => {
  it("are only those that are offered, in their own order", () => {
    const offer = { acts: ["terminate", "remind", "unheard-of"], targets: [], modes: [] };
    const none = { task: null, offer, take_back: null, cuts: [], stuck: [] };
    expect(otherActs({ ...none, task })).toEqual({
      task: ["return", "transfer", "save"],
      instance: ["remind", "terminate"],
    });
    expect(otherActs(none).task).toEqual([]);
    const seat = { task: "t", person: "p", kind: "with" as const, label: "n" };
    expect(otherActs({ ...none, take_back: seat, cuts: [seat] }).task).toEqual([
      "cut",
      "take-back",
    ]);
  });
  it("are offered to who may end an incident", () => {
    const offer = { acts: [], targets: [], modes: [] };
    const stuck = [{ run: "r", label: "n", because: "empty", hows: ["retry" as const], ways: [] }];
    expect(otherActs({ task: null, offer, take_back: null, cuts: [], stuck }).instance).toEqual([
      "resolve",
    ]);
  });
  it("want a word where the rules or the node say so", () => {
    expect(needsOpinion("approve", task)).toBe(false);
    expect(needsOpinion("approve", { ...task, opinion: "always" })).toBe(true);
    expect(needsOpinion("reject", task)).toBe(true);
    expect(needsOpinion("terminate", null)).toBe(true);
    expect(needsOpinion("transfer", task)).toBe(false);
  });
});

describe("the address of the inbox", () => {
  it("keeps what it knows", () => {
    expect(readInboxSearch({ which: "sent", flow: "crm.q", more: 1 })).toEqual({
      which: "sent",
      flow: "crm.q",
    });
    expect(readInboxSearch({ which: "todo", flow: "" })).toEqual({});
    expect(readInboxSearch({ which: "nothing" })).toEqual({});
  });
});
