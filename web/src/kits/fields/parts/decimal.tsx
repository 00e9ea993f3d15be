import type { ReactNode } from "react";
import type { FieldView, Value } from "@/model/api.ts";
import { currencySign, grouped, readDecimal, round, shift } from "@/model/decimal.ts";
import { asText } from "@/model/values.ts";
import { bad, type CellProps, type FieldKind, good, type Parsed, type Tongue } from "../kind.ts";

/** How one kind of decimal is shown and read; the value itself is always the exact string. */
export interface DecimalFace {
  before: (field: FieldView) => string;
  after: (field: FieldView) => string;
  /** Places the point moves between value and screen: 2 for per cent. */
  moved: number;
}

export const NUMBER_FACE: DecimalFace = {
  before: () => "",
  after: (field) => field.settings.unit ?? "",
  moved: 0,
};
export const MONEY_FACE: DecimalFace = {
  before: (field) => currencySign(field.settings.currency),
  after: () => "",
  moved: 0,
};
export const PERCENT_FACE: DecimalFace = { before: () => "", after: () => "%", moved: 2 };

const USUAL = 2;

/** Places always shown. Fine scales (unit prices, rates) show what the value has, money never below cents. */
function shownScale(field: FieldView, face: DecimalFace): number | undefined {
  const scale = field.settings.scale ?? undefined;
  if (scale === undefined) return face === MONEY_FACE ? USUAL : undefined;
  const places = Math.max(0, scale - face.moved);
  return places <= USUAL ? places : face === MONEY_FACE ? USUAL : 0;
}

export function shownDigits(value: Value, face: DecimalFace): string {
  const exact = asText(value);
  return face.moved ? (shift(exact, face.moved) ?? exact) : exact;
}

export function digitsOf(value: Value, field: FieldView, face: DecimalFace): string {
  return grouped(shownDigits(value, face), shownScale(field, face));
}

export function decimalCell(face: DecimalFace) {
  return function DecimalCell({ value, field }: CellProps): ReactNode {
    const digits = digitsOf(value, field, face);
    const [before, after] = [face.before(field), face.after(field)];
    const minus = digits.startsWith("-");
    return (
      <span className={minus ? "num cut minus" : "num cut"}>
        {minus ? "-" : ""}
        {before ? <span className={minus ? "" : "quiet"}>{before}</span> : null}
        {minus ? digits.slice(1) : digits}
        {after ? (
          <span className={minus ? "" : "quiet"}>{after === "%" ? after : ` ${after}`}</span>
        ) : null}
      </span>
    );
  };
}

function reader(face: DecimalFace) {
  return (text: string, field: FieldView, { say }: Tongue): Parsed => {
    const plain = text.trim();
    if (!plain) return good(null);
    const marked = /[%％]$/.test(plain);
    const read = readDecimal(
      plain.replace(/[%％]$/, "").replace(new RegExp(`${field.settings.unit || "$^"}$`), ""),
    );
    if (read === null) return bad(say("parse.number", { text: plain }));
    const value = face.moved || marked ? (shift(read, -2) ?? read) : read;
    return good(
      (field.settings.scale ?? null) === null
        ? value
        : (round(value, field.settings.scale ?? 0) ?? value),
    );
  };
}

export function decimal(
  face: DecimalFace,
  Editor: FieldKind["Editor"],
): Omit<FieldKind, "name" | "Icon"> {
  return {
    width: 130,
    align: "end",
    mode: "ink",
    Cell: decimalCell(face),
    Editor,
    format: (value) => `${shownDigits(value, face)}${face.moved && asText(value) ? "%" : ""}`,
    parse: reader(face),
  };
}
