/** A rule as the designer draws it: what sets it off, its steps in each other, what new ones begin with. */

import {
  at,
  type Data,
  isInside,
  isMap,
  listOf,
  mapOf,
  type Path,
  type Plain,
  put,
  textOf,
} from "./design.ts";

export const SAVED = ["created", "updated", "became", "deleted", "restored"] as const;
/** What takes more than a word to say, and is written as a mapping. */
export const MAPPED = ["stage", "flow", "schedule", "due", "hook", "called"] as const;
export const ONS = [...SAVED, "button", "imported", ...MAPPED] as const;
export type On = (typeof ONS)[number];
/** As they are offered. */
export const GROUPS: readonly [string, readonly On[]][] = [
  ["data", ["created", "updated", "became", "stage", "deleted", "restored"]],
  ["people", ["button", "flow"]],
  ["time", ["schedule", "due"]],
  ["others", ["hook", "imported", "called"]],
];
/** What nobody did: the rule says in whose name it acts. */
export const ALONE: readonly string[] = ["schedule", "due", "hook"];
/** What is over by the time: such rules come after. */
export const LATER: readonly string[] = [...ALONE, "imported"];
export const FLOW_EVENTS = [
  "submitted",
  "approved",
  "rejected",
  "returned",
  "withdrawn",
  "terminated",
  "resubmitted",
  "entered",
  "decided",
  "passed",
  "overdue",
  "incident",
] as const;
/** Those that happen at a node. */
export const AT_NODES: readonly string[] = [
  "entered",
  "decided",
  "returned",
  "passed",
  "overdue",
  "incident",
];
export const VERBS = [
  "create",
  "update",
  "upsert",
  "delete",
  "set",
  "branch",
  "each",
  "start",
  "advance",
  "run",
  "notify",
  "call",
  "robot",
  "wait",
  "stop",
] as const;
export type Verb = (typeof VERBS)[number];
/** Steps that take a while: at the top of a rule that comes after, and nowhere else. */
export const APART: readonly Verb[] = ["call", "robot", "wait"];
export const WRITES: readonly Verb[] = ["create", "update", "upsert", "delete"];

export const verbOf = (step: Plain | undefined): Verb | undefined =>
  VERBS.find((one) => one in mapOf(step));

/** What sets the rule off; "" where this designer does not know it. */
export function onOf(rule: Data): On | "" {
  const raw = mapOf(rule.when).on;
  if (typeof raw === "string") return ONS.find((one) => one === raw) ?? "";
  return MAPPED.find((one) => one in mapOf(raw)) ?? "";
}

/** The form of the record that the steps begin at; "" where there is none. */
export const startOf = (rule: Data): string =>
  onOf(rule) === "imported" ? "" : textOf(mapOf(rule.when).form);

/** The full name of a form as a file of an app writes it: `customer` is `crm.customer` in crm. */
export const formName = (app: string, written: Plain | undefined): string => {
  const text = textOf(written);
  return !text || text.includes(".") ? text : `${app}.${text}`;
};
export const formWritten = (app: string, name: string): string =>
  name.startsWith(`${app}.`) ? name.slice(app.length + 1) : name;

/** Lists of steps inside a step, each with the path of the arm that owns it ([] of the step itself). */
export interface Inner {
  list: Path;
  arm: Path | null;
  /** null: what remains. */
  when: string | null;
}
export function innerOf(step: Plain | undefined, path: Path): Inner[] {
  const verb = verbOf(step);
  if (verb === "each") return [{ list: [...path, "each", "do"], arm: null, when: null }];
  if (verb !== "branch") return [];
  return listOf(mapOf(step).branch).map((arm, index) => {
    const here = [...path, "branch", index];
    return "else" in mapOf(arm)
      ? { list: [...here, "else"], arm: here, when: null }
      : { list: [...here, "do"], arm: here, when: textOf(mapOf(arm).if) };
  });
}

/** Every step with its place. */
export function* stepsOf(data: Data, list: Path = ["do"]): Generator<[Path, Data]> {
  for (const [index, item] of listOf(at(data, list)).entries()) {
    const path = [...list, index];
    yield [path, mapOf(item)];
    for (const inner of innerOf(item, path)) yield* stepsOf(data, inner.list);
  }
}

/** A step as it is when it has just been added; `app` names forms. */
export function newStep(verb: Verb, form: string): Data {
  switch (verb) {
    case "create":
    case "update":
      return { [verb]: { form, set: {} } };
    case "upsert":
      return { upsert: { form, by: [], set: {} } };
    case "delete":
      return { delete: { form, where: "" } };
    case "set":
      return { set: {} };
    case "branch":
      return { branch: [{ if: "", do: [] }, { else: [] }] };
    case "each":
      return { each: { of: "", do: [] } };
    case "start":
      return { start: { flow: "" } };
    case "advance":
      return { advance: { stage: "", to: "" } };
    case "run":
      return { run: { rule: "" } };
    case "notify":
      return { notify: { to: ["owner"], title: { zh: "", en: "" } } };
    case "call":
      return { call: { method: "POST", url: "https://" } };
    case "robot":
      return { robot: { kind: "wecom", address: "", title: { zh: "", en: "" } } };
    case "wait":
      return { wait: { for: "1 day" } };
    default:
      return { stop: { say: { zh: "", en: "" } } };
  }
}

/** Which steps may stand in a list, as the rule is. */
export function verbsIn(data: Data, list: Path): Verb[] {
  const after = textOf(data.timing) !== "together";
  const inEach = list.includes("each");
  return VERBS.filter((verb) => {
    if (APART.includes(verb)) return after && list.length === 1;
    if (verb === "set") return !after && onOf(data) !== "deleted" && startOf(data) !== "";
    return !(verb === "each" && inEach && list.filter((one) => one === "each").length > 1);
  });
}

/** A step one place up or down in its list. */
export function shifted(data: Data, path: Path, by: -1 | 1): Data {
  const list = path.slice(0, -1);
  const index = Number(path.at(-1));
  const items = [...listOf(at(data, list))];
  const other = index + by;
  const [here, there] = [items[index], items[other]];
  if (here === undefined || there === undefined) return data;
  items[index] = there;
  items[other] = here;
  return put(data, list, items);
}

export const addArm = (data: Data, path: Path): Data => {
  const list = [...path, "branch"];
  const arms = listOf(at(data, list));
  const rest = arms.findIndex((one) => "else" in mapOf(one));
  const index = rest < 0 ? arms.length : rest;
  return put(data, list, [...arms.slice(0, index), { if: "", do: [] }, ...arms.slice(index)]);
};

/** A place as the server says it: `do[0].create.set.owner`. */
export const seatOf = (path: Path): string =>
  path.reduce<string>(
    (made, step) =>
      typeof step === "number" ? `${made}[${step}]` : made ? `${made}.${step}` : step,
    "",
  );

/** The rule as an expression at a path sees it: with a text there, so that it is read at all. */
export const seated = (data: Data, path: Path): Data =>
  textOf(at(data, path)) ? data : put(data, path, "TRUE");

/** The step, arm or trigger that a place of a problem lies in, as a path in a text; "" for the whole. */
export function placeOf(data: Data, place: string): string {
  const plain = place.replace(/\[(\d+)\]/g, ".$1");
  const steps = plain.split(":")[0]?.split(".") ?? [];
  if (steps[0] === "when") return "when";
  if (steps[0] !== "do") return "";
  const fits = (path: Path) => path.every((one, index) => String(one) === steps[index]);
  let best = "";
  let length = 0;
  const take = (path: Path) => {
    if (!fits(path) || path.length <= length) return;
    best = path.join(".");
    length = path.length;
  };
  for (const [path, step] of stepsOf(data)) {
    take(path);
    for (const inner of innerOf(step, path)) if (inner.arm) take(inner.arm);
  }
  return best;
}

/** With another trigger: what only the old one knew goes, form and condition stay where they may. */
export function withOn(rule: Data, on: On): Data {
  const when = mapOf(rule.when);
  const form = when.form === undefined ? {} : { form: when.form };
  const test = textOf(when.if) || textOf(when.for);
  const only: Data = test ? { if: test } : {};
  const made = (): Data => {
    switch (on) {
      case "schedule":
        return {
          ...form,
          on: { schedule: { every: "day", at: "09:00" } },
          ...(test ? { for: test } : {}),
        };
      case "due":
        return { ...form, on: { due: "", before: "1 day" }, ...only };
      case "stage":
        return { ...form, on: { stage: "" }, ...only };
      case "flow":
        return { ...form, on: { flow: "", event: ["approved"] }, ...only };
      case "hook":
        return { on: { hook: "token", take: {} } };
      case "imported":
        return { ...form, on };
      case "called":
        return { ...form, on: { called: {} } };
      default:
        return {
          ...form,
          on,
          ...(on === "updated" && when.watch ? { watch: when.watch } : {}),
          ...(test || on === "became" ? { if: test } : {}),
        };
    }
  };
  const kept: Data = { ...rule, when: made() };
  if (LATER.includes(on) && textOf(kept.timing) === "together") delete kept.timing;
  if (ALONE.includes(on) && !/^(system|owner)/.test(textOf(kept.as))) kept.as = "system";
  return kept;
}

/** What a call brings, or another rule gives; null where nothing does. */
export function takenOf(rule: Data): Data | null {
  const on = mapOf(mapOf(rule.when).on);
  const found = mapOf("hook" in on ? on.take : on.called);
  return Object.keys(found).length > 0 ? found : null;
}

const SAMPLES: Data = { number: 1, boolean: true, date: "2026-01-31", moment: "2026-01-31T09:00" };

/** A body that brings all of it, to begin a trial with. */
export function sampleOf(takes: Data): Data {
  let made: Data = {};
  for (const [name, one] of Object.entries(takes)) {
    const type = textOf(isMap(one) ? one.type : one);
    const way = (isMap(one) && textOf(one.from)) || name;
    const steps = way.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    made = placed(made, steps, SAMPLES[type] ?? name) as Data;
  }
  return made;
}

function placed(here: Plain | undefined, way: Path, value: Plain): Plain {
  const [step, ...rest] = way;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const items = [...listOf(here)];
    while (items.length <= step) items.push(null);
    items[step] = placed(items[step], rest, value);
    return items;
  }
  const known = mapOf(here);
  return { ...known, [step]: placed(known[step], rest, value) };
}

/** A text in both languages, as a step keeps what it says. */
export const saidOf = (value: Plain | undefined): { zh: string; en: string } =>
  isMap(value) ? { zh: textOf(value.zh), en: textOf(value.en) } : { zh: textOf(value), en: "" };

export { isInside };
