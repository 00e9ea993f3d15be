/** A record in its pipeline: the bar as the server tells it, and what of it the face works out. */
import type { FormView, Problem, RecordData, Values } from "./api.ts";
import { readPlace } from "./problems.ts";
import { fieldOf, isBlank } from "./values.ts";

export interface StageTask {
  id: string;
  visit: number;
  key: string;
  label: string;
  mandatory: boolean;
  asks_result: boolean;
  who: string | null;
  who_name: string;
  role: string;
  role_name: string;
  due_on: string | null;
  overdue: boolean;
  state: "todo" | "done" | "skipped";
  result: string;
  done_at: string | null;
  done_by: string;
}
interface Spot {
  key: string;
  label: string;
  color: string;
  visits: number;
  seconds: number;
  days: number;
  entered_at: string | null;
}
export interface StageSpot extends Spot {
  state: "done" | "now" | "passed" | "ahead";
  target_days: number | null;
  tasks: StageTask[];
}
export interface OutcomeSpot extends Spot {
  reached: boolean;
}
export type Missing = Omit<Problem, "hint">;
export interface Target {
  key: string;
  way: "forward" | "back" | "outcome" | "reopen";
  reason: boolean;
  ask: string[];
  missing: Missing[];
}
export interface Visit {
  visit: number;
  stage: string;
  label: string;
  outcome: boolean;
  entered_at: string;
  left_at: string | null;
  seconds: number;
  by: string;
  reason: string;
}
export interface StageBar {
  field: string;
  label: string;
  value: string;
  state: string;
  stages: StageSpot[];
  outcomes: OutcomeSpot[];
  targets: Target[];
  visits: Visit[];
}
export interface MyTask {
  id: string;
  form: string;
  form_label: string;
  record: string;
  title: string;
  field: string;
  stage: string;
  stage_label: string;
  key: string;
  label: string;
  mandatory: boolean;
  asks_result: boolean;
  due_on: string | null;
  overdue: boolean;
  role: string;
  role_name: string;
}

export const reasonOf = (field: string) => `${field}_reason`;

/** What stands in the way of a move, apart: fields to fill in here, and what is done elsewhere. */
export interface Needs {
  /** In the order in which they are asked: what the move always asks for, then what is missing. */
  fields: string[];
  elsewhere: Missing[];
}

export function needsOf(bar: StageBar, target: Target, form: FormView, record: RecordData): Needs {
  const reason = reasonOf(bar.field);
  const may = (key: string) => {
    const field = fieldOf(form, key);
    return field !== undefined && !field.computed && record.abilities.editable.includes(key);
  };
  const fields = target.ask.filter((key) => key !== reason && may(key));
  const elsewhere: Missing[] = [];
  for (const problem of target.missing) {
    const { field, line } = readPlace(problem.place);
    if (field === reason) continue;
    if (field === bar.field || line !== null || !may(field)) elsewhere.push(problem);
    else if (!fields.includes(field)) fields.push(field);
  }
  return { fields, elsewhere };
}

const BLANK = ["stage.require", "stage.ask", "field.required"];

/** Fields that must not stay empty. What else is missing may be put right in more than one way. */
export const mustOf = (target: Target): ReadonlySet<string> =>
  new Set(
    target.missing
      .filter((one) => BLANK.includes(one.code))
      .map((one) => readPlace(one.place).field),
  );

/** Nothing is asked and nothing is missing: a card may simply be put down. */
export const isClear = (target: Target): boolean =>
  !target.reason && target.ask.length === 0 && target.missing.length === 0;

/** Fields of those named that are filled in neither in the record nor by what was entered now. */
export const blanks = (fields: readonly string[], record: RecordData, set: Values): string[] =>
  fields.filter((key) => {
    const value = key in set ? set[key] : record.values[key];
    return isBlank(value) || value === false;
  });

/** The tasks of the stay that is going on; of a stage left behind those of its last stay. */
export function tasksOf(spot: StageSpot): StageTask[] {
  const last = Math.max(0, ...spot.tasks.map((task) => task.visit));
  return spot.tasks.filter((task) => task.visit === last);
}

/** Half as long again as the stage may take, as the server counts it unless a form says otherwise. */
export const isSlow = (spot: StageSpot): boolean =>
  spot.target_days !== null && spot.days > spot.target_days * 1.5;
