import type { FormView, Json, OperatorName, Test } from "@/model/api.ts";
import { fieldOf, isBlank, shownAs } from "@/model/values.ts";
import { wantsList, wantsValue } from "@/model/where.ts";
import type { Word } from "@/words/t.ts";
import { kindOf, useTongue } from "../fields/index.ts";

export const opWord = (op: OperatorName): Word => `op.${op}` as Word;

/** 「负责人 是 我」 */
export function useSayTest(form: FormView) {
  const tongue = useTongue();
  const { say } = tongue;
  const between = tongue.language === "zh" ? "、" : ", ";
  return (test: Test): string => {
    const field = fieldOf(form, test.field.split(".")[0] ?? "");
    const label = field?.label ?? test.field;
    const op = say(opWord(test.op));
    if (!field || !wantsValue(test.op) || isBlank(test.value)) return `${label} ${op}`;
    const shown = shownAs(field);
    const one = (value: Json): string =>
      test.op === "within"
        ? say(`within.${String(value)}` as Word)
        : typeof value === "object" &&
            value !== null &&
            !Array.isArray(value) &&
            typeof value.title === "string"
          ? value.title
          : kindOf(shown.kind).format(
              Array.isArray(value) || !wantsList(test.op) ? value : value,
              shown,
              tongue,
            ) || String(value);
    const many = wantsList(test.op) || test.op === "between";
    const value =
      many && Array.isArray(test.value)
        ? test.value.map(one).join(test.op === "between" ? " ~ " : between)
        : one(test.value ?? null);
    return `${label} ${op} ${value}`;
  };
}
