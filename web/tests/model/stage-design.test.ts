import { describe, expect, it } from "vitest";
import type { Data } from "@/model/design.ts";
import {
  addStage,
  askedData,
  askedOf,
  freshStage,
  moveStage,
  percentOf,
  removeStage,
  shareOf,
  stagePlace,
  stagesOf,
} from "@/model/stage-design.ts";

const FORM: Data = {
  form: "deal",
  fields: {
    name: { kind: "text" },
    stage: {
      kind: "stage",
      stages: { first: { label: "一" }, second: { label: "二" }, third: { label: "三" } },
      outcomes: { won: { label: "赢" } },
      moves: { skip: { second: "x" } },
    },
  },
};
const keys = (form: Data) => stagesOf(form, "stage", "stages").map((one) => one.key);

describe("a pipeline under the pen", () => {
  it("has its stages in order, and they move past their neighbours only", () => {
    expect(keys(FORM)).toEqual(["first", "second", "third"]);
    expect(keys(moveStage(FORM, "stage", "third", -1))).toEqual(["first", "third", "second"]);
    expect(keys(moveStage(FORM, "stage", "first", -1))).toEqual(["first", "second", "third"]);
  });

  it("gets a stage with a key of its own, and loses one with what named it", () => {
    const key = freshStage(FORM, "stage");
    expect(keys(addStage(FORM, "stage", key, "四"))).toEqual(["first", "second", "third", key]);
    const less = removeStage(FORM, "stage", "second");
    expect(keys(less)).toEqual(["first", "third"]);
    expect(JSON.stringify(less)).not.toContain("second");
  });

  it("says shares in percent and back", () => {
    expect([0.1, "0.255", 1, undefined].map((one) => percentOf(one))).toEqual([
      10,
      25.5,
      100,
      null,
    ]);
    expect([10, 25.5, null].map(shareOf)).toEqual([0.1, 0.255, undefined]);
  });

  it("reads and writes what is asked for", () => {
    const asked = askedOf(["reason", "note?"]);
    expect(asked).toEqual([
      { field: "reason", must: true },
      { field: "note", must: false },
    ]);
    expect(askedData(asked)).toEqual(["reason", "note?"]);
    expect(askedData([])).toBeUndefined();
  });

  it("finds the stage that a problem is in", () => {
    expect(stagePlace("stage", "fields.stage.stages.first.exit[0].need:1:3")).toBe("stages.first");
    expect(stagePlace("stage", "fields.stage.outcomes.won.ask")).toBe("outcomes.won");
    expect(stagePlace("stage", "fields.name.label")).toBe("");
  });
});
