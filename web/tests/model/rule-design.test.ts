import { describe, expect, it } from "vitest";
import { at, type Data, pathOf } from "@/model/design.ts";
import {
  addArm,
  innerOf,
  newStep,
  onOf,
  placeOf,
  seated,
  seatOf,
  shifted,
  stepsOf,
  VERBS,
  verbOf,
  verbsIn,
  withOn,
} from "@/model/rule-design.ts";

const RULE: Data = {
  when: { form: "order", on: "became", if: 'state = "done"' },
  timing: "together",
  do: [
    { set: { note: '"x"' } },
    {
      branch: [
        { if: "a > 1", do: [{ stop: { say: "no" } }, { set: { b: "1" } }] },
        { else: [{ each: { of: "lines", as: "line", do: [{ update: { form: "c", set: {} } }] } }] },
      ],
    },
    { update: { form: "c", where: "record = trigger.c", set: { x: "1" } } },
  ],
};

describe("a rule under the pen", () => {
  it("has its steps in order, those inside others too", () => {
    expect([...stepsOf(RULE)].map(([, step]) => verbOf(step))).toEqual([
      "set",
      "branch",
      "stop",
      "set",
      "each",
      "update",
      "update",
    ]);
    const branch = at(RULE, ["do", 1]);
    expect(innerOf(branch, ["do", 1]).map((one) => one.when)).toEqual(["a > 1", null]);
  });

  it("says places as the server does, and finds what they lie in", () => {
    expect(seatOf(["do", 1, "branch", 0, "do", 1, "set", "b"])).toBe("do[1].branch[0].do[1].set.b");
    expect(placeOf(RULE, "do[1].branch[0].do[1].set.b:1:4")).toBe("do.1.branch.0.do.1");
    expect(placeOf(RULE, "do[1].branch[0].if")).toBe("do.1.branch.0");
    expect(placeOf(RULE, "when.if")).toBe("when");
    expect(placeOf(RULE, "timing")).toBe("");
  });

  it("reads an expression that is not written yet at its place", () => {
    const path = ["do", 2, "update", "set", "y"];
    expect(at(seated(RULE, path), path)).toBe("TRUE");
    expect(seated(RULE, ["do", 2, "update", "where"])).toBe(RULE);
  });

  it("moves a step past its neighbour and no further", () => {
    const moved = shifted(RULE, ["do", 2], -1);
    expect([...stepsOf(moved)].map(([, step]) => verbOf(step)).slice(0, 2)).toEqual([
      "set",
      "update",
    ]);
    expect(shifted(RULE, ["do", 0], -1)).toBe(RULE);
    expect(shifted(moved, ["do", 1], 1)).toEqual(RULE);
  });

  it("offers in a list only what may stand there", () => {
    expect(verbsIn(RULE, ["do"])).not.toContain("call");
    expect(verbsIn(RULE, ["do"])).toContain("set");
    const after = { ...RULE, timing: "after" };
    expect(verbsIn(after, ["do"])).toContain("call");
    expect(verbsIn(after, ["do"])).not.toContain("set");
    expect(verbsIn(after, pathOf("do.1.branch.0.do"))).not.toContain("wait");
  });

  it("puts a new arm in front of the rest", () => {
    const arms = at(addArm(RULE, ["do", 1]), ["do", 1, "branch"]) as Data[];
    expect(arms.map((one) => ("else" in one ? "else" : one.if))).toEqual(["a > 1", "", "else"]);
  });

  it("keeps of a trigger what the new one knows", () => {
    const daily = withOn(RULE, "schedule");
    expect(onOf(daily)).toBe("schedule");
    expect(daily.when).toMatchObject({ form: "order", for: 'state = "done"' });
    expect([daily.timing, daily.as]).toEqual([undefined, "system"]);
    const back = withOn(daily, "created");
    expect(back.when).toEqual({ form: "order", on: "created", if: 'state = "done"' });
  });

  it("begins every verb with itself", () => {
    for (const verb of VERBS) expect(verbOf(newStep(verb, "order"))).toBe(verb);
  });
});
