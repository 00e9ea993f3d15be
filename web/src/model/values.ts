/** Values come as JSON; these read them without trusting their shape. */
import type {
  Department,
  FieldView,
  FileValue,
  FormView,
  LinkValue,
  Option,
  Person,
  Value,
} from "@/model/api.ts";

export const asText = (value: Value | undefined): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

export const asList = (value: Value | undefined): Value[] => (Array.isArray(value) ? value : []);

export const asTexts = (value: Value | undefined): string[] =>
  asList(value).map(asText).filter(Boolean);

export function asLink(value: Value | undefined): LinkValue | null {
  if (typeof value === "string" && value) return { id: value, title: value.slice(0, 8) };
  if (!value || typeof value !== "object" || Array.isArray(value) || typeof value.id !== "string")
    return null;
  return { id: value.id, title: asText(value.title) || value.id.slice(0, 8) };
}

export const asLinks = (value: Value | undefined): LinkValue[] =>
  asList(value)
    .map(asLink)
    .filter((link) => link !== null);

export function asFiles(value: Value | undefined): FileValue[] {
  return asList(value).flatMap((item) => {
    if (!item || typeof item !== "object" || Array.isArray(item) || typeof item.id !== "string")
      return [];
    return [
      {
        id: item.id,
        name: asText(item.name),
        size: typeof item.size === "number" ? item.size : 0,
        type: asText(item.type),
        thumb: item.thumb === true,
      },
    ];
  });
}

export function asParts(value: Value | undefined): Record<string, string> {
  if (!value || typeof value !== "object" || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asText(part)]));
}

export const isBlank = (value: Value | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);

export const optionOf = (field: FieldView, key: string): Option | undefined =>
  field.settings.options?.find((option) => option.key === key);

export const fieldOf = (form: FormView | undefined, key: string): FieldView | undefined =>
  form?.fields.find((field) => field.key === key);

export const nameOf = (list: readonly (Person | Department)[], id: string): string =>
  list.find((entry) => entry.id === id)?.name ?? id.slice(0, 8);

export const isMany = (field: FieldView): boolean =>
  ["choices", "members", "departments", "links", "files", "images"].includes(field.kind);

/** The field a lookup shows, or the field itself. */
export function shownAs(field: FieldView): FieldView {
  const of = field.settings.of;
  return field.kind === "lookup" && of && typeof of === "object" ? of : field;
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
