/** Formulas as people read them: the labels of fields and options instead of their keys. */
import type { FieldView, FormView } from "./api.ts";

const PARTS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?!\w*\()/g;

function optionLabel(fields: readonly FieldView[], key: string): string | undefined {
  for (const field of fields) {
    const option = field.settings.options?.find((one) => one.key === key);
    if (option) return option.label;
  }
  return undefined;
}

/** amount * fx → 「预计金额」 * 「汇率」; what is no field of this form stays as it is written. */
export function sayFormula(text: string, form: Pick<FormView, "fields">): string {
  return text.replace(PARTS, (part) => {
    if (part.startsWith('"') || part.startsWith("'")) {
      const label = optionLabel(form.fields, part.slice(1, -1));
      return label === undefined ? part : `"${label}"`;
    }
    const [first = "", ...rest] = part.split(".");
    const field = form.fields.find((one) => one.key === first);
    if (!field) return part;
    const inner = rest.map((key) => field.fields?.find((one) => one.key === key)?.label ?? key);
    return [field.label, ...inner].map((label) => `「${label}」`).join(".");
  });
}
