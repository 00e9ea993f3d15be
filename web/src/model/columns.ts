/** Columns of lists: which, how wide, frozen or not. */
import type {
  Aggregate,
  ChosenTotal,
  FieldView,
  FormView,
  Total,
  View,
  ViewColumn,
} from "@/model/api.ts";

const LATE = new Set([
  "created_at",
  "created_by",
  "updated_at",
  "updated_by",
  "owner",
  "owner_department",
  "deleted_at",
]);
const UNFIT = new Set(["rich_text", "signature"]);

/** Fields in the order a person meets them: title, then the layout, then the system's own. */
export function fieldsInOrder(form: FormView): FieldView[] {
  const laidOut = form.layout.flatMap((section) => section.fields.map((placed) => placed.field));
  const rank = new Map(laidOut.map((key, at) => [key, at]));
  const place = (field: FieldView) =>
    field.key === form.title ? -1 : LATE.has(field.key) ? 10_000 : (rank.get(field.key) ?? 5_000);
  return form.fields
    .filter((field) => field.key !== "deleted_at")
    .toSorted((a, b) => place(a) - place(b));
}

export function defaultColumns(form: FormView): ViewColumn[] {
  const fields = fieldsInOrder(form).filter(
    (field) => field.type !== "none" && !UNFIT.has(field.kind),
  );
  const own = fields
    .filter((field) => !LATE.has(field.key) && field.kind !== "paragraph")
    .slice(0, 12);
  const late = fields.filter((field) => field.key === "owner" || field.key === "updated_at");
  return [...own, ...late].map((field) =>
    field.key === form.title ? { path: field.key, frozen: true } : { path: field.key },
  );
}

/** The whole list, before anyone has made a view. */
export function wholeView(form: FormView, label: string): View {
  return {
    id: "",
    key: "all",
    label,
    kind: "table",
    shared: true,
    mine: false,
    columns: defaultColumns(form),
    where: null,
    sort: [],
    group: [],
  };
}

export function moved(columns: readonly ViewColumn[], path: string, before: string): ViewColumn[] {
  const one = columns.find((column) => column.path === path);
  if (!one || path === before) return [...columns];
  const rest = columns.filter((column) => column.path !== path);
  const at = rest.findIndex((column) => column.path === before);
  const target = rest[at];
  const placed = target?.frozen ? { ...one, frozen: true } : withoutFreeze(one);
  return rest.toSpliced(at < 0 ? rest.length : at, 0, placed);
}

export function withoutFreeze(column: ViewColumn): ViewColumn {
  const { frozen: _frozen, ...rest } = column;
  return rest;
}

export const changed = (
  columns: readonly ViewColumn[],
  path: string,
  change: (column: ViewColumn) => ViewColumn,
): ViewColumn[] => columns.map((column) => (column.path === path ? change(column) : column));

// What is a measure of each record and not an amount: adding it up says nothing.
const MEASURES =
  /(^|_)(days?|hours?|age|year|price|rate|ratio|score|discount|probability|percent|margin_pct|fx|scale|version|position)(_|$)/;
const MEASURE_UNITS = /^(%|天|日|小时|岁|年|月|days?|hours?|h|years?|months?|℃|°C)$/i;

/** What stands under a column before anyone chose: the sum of amounts, the average of measures. */
export function usualTotal(field: FieldView): Aggregate | null {
  const { aggregates, kind, settings } = field;
  const measure =
    kind === "percent" ||
    kind === "rating" ||
    settings.of === "percent" ||
    MEASURES.test(field.key) ||
    MEASURE_UNITS.test(settings.unit ?? "");
  if (measure) return aggregates.includes("avg") ? "avg" : null;
  return aggregates.includes("sum") ? "sum" : null;
}

/** One total per column, as chosen or as usual, in the order of the columns. */
export function totalsOf(
  columns: readonly { path: string; field: FieldView | undefined }[],
  chosen: readonly ChosenTotal[] = [],
): Total[] {
  return columns.flatMap(({ path, field }) => {
    if (!field || path.includes(".") || field.aggregates.length === 0) return [];
    const wish = chosen.find((one) => one.path === path);
    const fn = wish ? wish.fn : usualTotal(field);
    return fn && fn !== "none" && field.aggregates.includes(fn) ? [{ path, fn }] : [];
  });
}

/** Wide enough for its head, Chinese characters counting double. */
export function firstWidth(title: string, usual: number): number {
  const letters = [...title].reduce((sum, char) => sum + (char.charCodeAt(0) > 255 ? 13 : 7.5), 0);
  return Math.max(usual, Math.ceil(letters) + 56);
}
