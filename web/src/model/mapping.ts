/** Which column of a sheet goes into which field. */
import type { FieldView, FormView, Sheet } from "@/model/api.ts";

export interface Target {
  path: string;
  label: string;
  field: FieldView;
}

const STILL = new Set(["created_at", "created_by", "updated_at", "updated_by", "deleted_at"]);
const mayFill = (field: FieldView) =>
  (field.editable && !field.computed) || field.kind === "serial";

/** Fields that a sheet can fill; those of sub-forms by their path. */
export function targetsOf(form: FormView): Target[] {
  return form.fields.flatMap((field): Target[] => {
    if (field.kind === "lines") {
      const parts = (field.fields ?? []).filter(mayFill);
      return parts.map((part) => ({
        path: `${field.key}.${part.key}`,
        label: `${field.label} · ${part.label}`,
        field: part,
      }));
    }
    return mayFill(field) && !STILL.has(field.key)
      ? [{ path: field.key, label: field.label, field }]
      : [];
  });
}

/** Letters, digits and characters only: 「客户 名称*」 meets 「客户名称」. */
const bare = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The likely field of each column: same name first, then one name within the other; no field twice. */
export function guessed(sheet: Sheet, targets: readonly Target[]): Record<number, string> {
  const found: Record<number, string> = {};
  const taken = new Set<string>();
  const rounds: ((header: string, label: string) => boolean)[] = [
    (header, label) => header === label,
    (header, label) =>
      header.length > 1 && label.length > 1 && (header.includes(label) || label.includes(header)),
  ];
  for (const fits of rounds) {
    for (const column of sheet.columns) {
      if (column.index in found) continue;
      const header = bare(column.header);
      const target = targets.find(
        (one) =>
          !taken.has(one.path) &&
          header !== "" &&
          (fits(header, bare(one.field.label)) || fits(header, bare(one.path))),
      );
      if (target) {
        found[column.index] = target.path;
        taken.add(target.path);
      }
    }
  }
  return found;
}

/** Required fields that no column fills: worth saying before the run. */
export function unfilled(form: FormView, mapping: Record<number, string>): string[] {
  const filled = new Set(Object.values(mapping));
  return form.fields
    .filter(
      (field) =>
        field.required && !field.has_default && field.kind !== "lines" && !filled.has(field.key),
    )
    .map((field) => field.label);
}
