import type { Aggregate, FieldView } from "@/model/api.ts";
import { round } from "@/model/decimal.ts";
import { FieldCell } from "../fields/index.ts";

const COUNTS: readonly Aggregate[] = ["count_empty", "count_distinct"];

/** Places after which an average says nothing more. */
function fineness(field: FieldView): number {
  if (field.kind === "percent" || field.settings.of === "percent") return 4;
  return Math.min(field.settings.scale ?? 1, 1) + 1;
}

/** A total as its field draws values; what is no value of the field as a plain number. */
export function TotalValue(props: {
  field: FieldView;
  fn: Aggregate;
  value: string;
  form: string;
}) {
  const { field, fn, form } = props;
  const value = fn === "avg" ? (round(props.value, fineness(field)) ?? props.value) : props.value;
  if (COUNTS.includes(fn) || field.kind === "rating") return <span className="num">{value}</span>;
  const shown =
    fn === "avg" ? { ...field, settings: { ...field.settings, scale: undefined } } : field;
  return <FieldCell field={shown as FieldView} value={value} form={form} record="" />;
}
