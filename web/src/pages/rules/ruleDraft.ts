/** What the panel holds of a rule, and the change that it asks the server for. */
import type { RuleChange } from "@/data/formulas.ts";
import type { Rule, Site } from "@/model/formulas.ts";

export const NEW = ["formula", "rollup", "check", "lock"] as const;
export type What = (typeof NEW)[number];

export interface Draft {
  what: What | "change";
  text: string;
  where: string;
  calc: string;
  say: { zh: string; en: string };
  label: string;
  lines: string;
  format: "" | "money" | "percent";
  views: string[];
  /** A check's field that shows the message, a lock's frozen fields. */
  fields: string[];
}

export const newDraft = (what: What): Draft => ({
  what,
  text: "",
  where: "",
  calc: "sum",
  say: { zh: "", en: "" },
  label: "",
  lines: "",
  format: "",
  views: [],
  fields: [],
});

export const draftOf = (rule: Rule): Draft => ({
  ...newDraft("check"),
  what: "change",
  text: rule.labels,
  where: rule.rollup?.where_labels ?? "",
  calc: rule.rollup?.calc ?? "sum",
  say: rule.say,
});

export const isRollup = (draft: Draft, rule: Rule | null) =>
  draft.what === "rollup" || Boolean(rule?.rollup);
export const says = (draft: Draft, rule: Rule | null) =>
  ["check", "lock"].includes(draft.what) || ["check", "lock", "unique"].includes(rule?.leaf ?? "");

/** Where the expression stands; of a roll-up, which part of it. */
export function siteOf(draft: Draft, rule: Rule | null, leaf: "of" | "where" = "of"): Site {
  const parts = isRollup(draft, rule)
    ? {
        calc: draft.calc,
        ...(leaf === "where" ? { of: draft.text } : { where: "" }),
      }
    : {};
  if (rule) {
    const place = leaf === "where" ? rule.place.replace(/\.of$/, ".where") : rule.place;
    return { place, ...parts, ...(leaf === "where" ? { leaf } : {}) };
  }
  if (draft.what === "check" || draft.what === "lock") return { want: "boolean" };
  const lines = draft.lines ? { lines: draft.lines } : {};
  return draft.what === "rollup" ? { ...lines, leaf, ...parts } : lines;
}

/** The whole value of a roll-up, for trying it. */
export function wholeOf(draft: Draft, rule: Rule | null): string {
  if (!isRollup(draft, rule)) return draft.text;
  const where = draft.where.trim();
  const [plain, chosen] = {
    sum: ["SUM", "SUMIFS"],
    count: ["COUNT", "COUNTIFS"],
    average: ["AVERAGE", "AVERAGEIFS"],
    max: ["MAX", "MAXIFS"],
    min: ["MIN", "MINIFS"],
  }[draft.calc] ?? [draft.calc.toUpperCase(), draft.calc.toUpperCase()];
  return where ? `${chosen}(${draft.text}, ${where})` : `${plain}(${draft.text})`;
}

const message = ({ zh, en }: Draft["say"]) =>
  zh.trim() || en.trim() ? { say: { zh: zh.trim(), en: en.trim() } } : {};

export function changeOf(draft: Draft, rule: Rule | null): RuleChange {
  if (draft.what === "change" && rule) {
    const change: Record<string, unknown> = { place: rule.place };
    const rollup = rule.rollup;
    if (draft.text !== rule.labels || rollup) change.text = draft.text;
    if (rollup) Object.assign(change, { calc: draft.calc, where: draft.where });
    if (draft.say.zh !== rule.say.zh || draft.say.en !== rule.say.en) change.say = draft.say;
    return { changes: [change] };
  }
  const { what, text, label, lines, format, views } = draft;
  if (what === "check")
    return { add: [{ what, need: text, at: draft.fields[0] ?? "", ...message(draft.say) }] };
  if (what === "lock")
    return { add: [{ what, when: text, fields: draft.fields, ...message(draft.say) }] };
  const own = { what, label: label.trim(), lines, format, views };
  return what === "formula"
    ? { add: [{ ...own, is: text }] }
    : { add: [{ ...own, of: text, calc: draft.calc, where: draft.where }] };
}

export const removalOf = (rule: Rule): RuleChange => ({
  changes: [{ place: rule.place, text: null }],
});
/** What only shows another field is none of the rules' business. */
export const isRemovable = (rule: Rule | null) => Boolean(rule) && rule?.leaf !== "path";

/** Why it cannot be saved yet; "" when it can. */
export function missing(draft: Draft): "" | "label" | "text" {
  if (["formula", "rollup"].includes(draft.what) && !draft.label.trim()) return "label";
  return draft.text.trim() ? "" : "text";
}
