import type { BalanceView, FieldView, FormView, Test, Where } from "@/model/api.ts";
import { branchOf, isTest, made } from "@/model/where.ts";
import type { Period } from "./period.ts";

const named = (view: BalanceView, keys: readonly string[]): FieldView[] =>
  keys.flatMap((key) => view.fields.find((field) => field.key === key) ?? []);

/** The numbers that are shown: what stands, or what came and went in the period. */
export const numbersOf = (view: BalanceView, period: Period | null): FieldView[] =>
  (period && view.periods[period.measure]) || named(view, view.measures);

/** The columns, keys first. */
export const columnsOf = (view: BalanceView, period: Period | null): FieldView[] => [
  ...named(view, view.keys),
  ...numbersOf(view, period),
];

/** The balance as a form of these fields, for the tools that lists have. */
const formOf = (view: BalanceView, fields: FieldView[]): FormView => ({
  form: view.balance,
  app: view.app,
  key: view.balance,
  label: view.label,
  icon: "",
  color: view.color,
  version: view.version,
  title: view.keys[0] ?? "",
  verbs: [],
  fields,
  layout: [
    { key: "all", label: "", columns: 1, fields: fields.map(({ key: field }) => ({ field })) },
  ],
  views: [],
  checks_at: [],
  related: [],
});

/** What it may be filtered by: keys whose names may be read, what stands, what the period says. */
export function filterForm(view: BalanceView, period: Period | null): FormView {
  const keys = named(view, view.keys)
    .filter((field) => view.sorts[field.key])
    .map((field) => ({
      ...field,
      settings: { ...field.settings, picks: `balances/${view.balance}` },
    }));
  const more = period ? numbersOf(view, period) : [];
  return formOf(view, [...keys, ...named(view, view.measures), ...more]);
}

/** What it may be sorted by, each under the path that orders it as people read it. */
export function sortForm(view: BalanceView, period: Period | null): FormView {
  const keys = named(view, view.keys).flatMap((field) => {
    const path = view.sorts[field.key];
    return path ? [{ ...field, key: path, sortable: true }] : [];
  });
  return { ...formOf(view, [...keys, ...numbersOf(view, period)]), title: keys[0]?.key ?? "" };
}

/** Rows where any of the numbers is not nothing. */
export const nonzero = (fields: readonly FieldView[]): Where => ({
  any: fields.map(({ key }): Test => ({ field: key, op: "is_not", value: "0" })),
});

/** Whether a column is one of a period's: without it there is none. */
const isOfPeriod = (path: string) => /^-?_/.test(path);

/** The conditions that hold of what stands too. */
export function standingOnly(where: Where | undefined): Where | undefined {
  if (!where) return undefined;
  const branch = branchOf(where);
  if (branch) {
    return made(
      branch.joint,
      branch.children.flatMap((child) => standingOnly(child) ?? []),
    );
  }
  return isTest(where) && isOfPeriod(where.field) ? undefined : where;
}

export const standingSorts = (sort: string[] | undefined) =>
  sort?.filter((path) => !isOfPeriod(path));
