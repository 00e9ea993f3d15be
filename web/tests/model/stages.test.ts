import { describe, expect, it } from "vitest";
import type { FieldView, FormView, RecordData } from "@/model/api.ts";
import {
  blanks,
  isClear,
  isSlow,
  mustOf,
  needsOf,
  type StageBar,
  type StageSpot,
  type StageTask,
  type Target,
  tasksOf,
} from "@/model/stages.ts";

const field = (key: string, more: Partial<FieldView> = {}): FieldView =>
  ({ key, label: key, kind: "text", computed: false, settings: {}, ...more }) as FieldView;
const form = {
  form: "crm.opportunity",
  fields: [
    field("stage", { kind: "stage" }),
    field("stage_reason"),
    field("need"),
    field("level"),
    field("known", { kind: "switch" }),
    field("total", { computed: true }),
    field("fixed"),
    field("lines", { kind: "lines" }),
  ],
} as unknown as FormView;
const record = {
  id: "r",
  version: 1,
  values: { need: "有", known: false },
  abilities: {
    update: true,
    editable: ["stage", "stage_reason", "need", "level", "known", "total", "lines"],
  },
} as unknown as RecordData;
const bar = { field: "stage", value: "s1" } as StageBar;
const problem = (code: string, place: string) => ({ code, place, message: `${code} ${place}` });
const target = (more: Partial<Target> = {}): Target => ({
  key: "s2",
  way: "forward",
  reason: false,
  ask: [],
  missing: [],
  ...more,
});

describe("what a move needs", () => {
  it("tells what is asked here from what is done elsewhere", () => {
    const needs = needsOf(
      bar,
      target({
        ask: ["level", "stage_reason"],
        missing: [
          problem("stage.require", "known"),
          problem("stage.ask", "level"),
          problem("stage.task", "stage"),
          problem("stage.enter", "total"),
          problem("stage.enter", "fixed"),
          problem("field.check", "lines[0].qty"),
          problem("stage.reason", "stage_reason"),
        ],
      }),
      form,
      record,
    );
    expect(needs.fields).toEqual(["level", "known"]);
    // What is computed, not ours to write, or in a row of lines cannot be filled in beside a move.
    expect(needs.elsewhere.map((one) => one.place)).toEqual([
      "stage",
      "total",
      "fixed",
      "lines[0].qty",
    ]);
  });

  it("insists on what must be filled in, not on what may be put right otherwise", () => {
    const asked = target({
      missing: [problem("stage.require", "need"), problem("stage.enter", "level")],
    });
    expect([...mustOf(asked)]).toEqual(["need"]);
  });

  it("knows what is still blank, a switch that is off too", () => {
    const fields = ["need", "level", "known"];
    expect(blanks(fields, record, {})).toEqual(["level", "known"]);
    expect(blanks(fields, record, { need: "", level: "full", known: true })).toEqual(["need"]);
  });

  it("lets a card simply be put down only where nothing is asked", () => {
    expect(isClear(target())).toBe(true);
    expect(isClear(target({ reason: true }))).toBe(false);
    expect(isClear(target({ ask: ["level"] }))).toBe(false);
    expect(isClear(target({ missing: [problem("stage.task", "stage")] }))).toBe(false);
  });
});

describe("a stage", () => {
  const spot = (more: Partial<StageSpot>): StageSpot =>
    ({ key: "s1", days: 0, target_days: 14, tasks: [], ...more }) as unknown as StageSpot;

  it("shows the tasks of its last stay", () => {
    const task = (key: string, visit: number) => ({ key, visit }) as StageTask;
    const tasks = [task("a", 1), task("b", 1), task("a", 3)];
    expect(tasksOf(spot({ tasks })).map((one) => one.visit)).toEqual([3]);
    expect(tasksOf(spot({}))).toEqual([]);
  });

  it("is slow beyond half as long again", () => {
    expect(isSlow(spot({ days: 21 }))).toBe(false);
    expect(isSlow(spot({ days: 22 }))).toBe(true);
    expect(isSlow(spot({ days: 900, target_days: null }))).toBe(false);
  });
});
