import type { FieldView, Value } from "@/model/api.ts";
import { asText, asTexts, optionOf } from "@/model/values.ts";
import { StatusTag, tintOf } from "@/ui/bits.tsx";
import { bad, type CellProps, good, type Parsed, type Tongue } from "../kind.ts";

export function OptionTag({ field, value }: { field: FieldView; value: string }) {
  const option = optionOf(field, value);
  return <StatusTag tint={tintOf(option?.color, value)}>{option?.label ?? value}</StatusTag>;
}

export function ChoiceCell({ field, value }: CellProps) {
  return asText(value) ? <OptionTag field={field} value={asText(value)} /> : null;
}

export function ChoicesCell({ field, value }: CellProps) {
  return (
    <span className="cell-list">
      {asTexts(value).map((key) => (
        <OptionTag key={key} field={field} value={key} />
      ))}
    </span>
  );
}

export const labelOf = (field: FieldView, key: string): string =>
  optionOf(field, key)?.label ?? key;

function keyOf(field: FieldView, text: string): string | undefined {
  return field.settings.options?.find((option) => option.label === text || option.key === text)
    ?.key;
}

export function parseChoice(text: string, field: FieldView, { say }: Tongue): Parsed {
  if (!text.trim()) return good(null);
  const key = keyOf(field, text.trim());
  return key === undefined ? bad(say("parse.option", { text: text.trim() })) : good(key);
}

/** Several texts in one cell: "甲, 乙；丙". */
export const splitList = (text: string): string[] =>
  text
    .split(/[,，;；、\n]/)
    .map((part) => part.trim())
    .filter(Boolean);

export function parseChoices(text: string, field: FieldView, { say }: Tongue): Parsed {
  const keys: Value[] = [];
  for (const part of splitList(text)) {
    const key = keyOf(field, part);
    if (key === undefined) return bad(say("parse.option", { text: part }));
    keys.push(key);
  }
  return good(keys.length ? keys : null);
}
