import { Input } from "antd";
import { type ReactNode, useState } from "react";
import type { FieldView, Value } from "@/model/api.ts";
import { currencySign, grouped, readDecimal, round, shift } from "@/model/decimal.ts";
import { asText } from "@/model/values.ts";
import {
  bad,
  type CellProps,
  type EditorProps,
  type FieldKind,
  good,
  type Parsed,
  type Tongue,
} from "../kind.ts";

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

function shownScale(field: FieldView, face: DecimalFace): number | undefined {
  const scale = field.settings.scale;
  return scale === undefined ? undefined : Math.max(0, scale - face.moved);
}

function shownDigits(value: Value, face: DecimalFace): string {
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
        {after ? <span className={minus ? "" : "quiet"}> {after}</span> : null}
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
      field.settings.scale === undefined ? value : (round(value, field.settings.scale) ?? value),
    );
  };
}

export function decimalEditor(face: DecimalFace) {
  return function DecimalEditor(props: EditorProps) {
    const [typed, setTyped] = useState<string | null>(null);
    const { field } = props;
    const shown = typed ?? (asText(props.value) ? digitsOf(props.value, field, face) : "");
    // What cannot be read stays, marked, until it is corrected.
    const finish = () => {
      const read = readDecimal(typed ?? "");
      if (typed === null || (typed.trim() && read === null)) return;
      setTyped(null);
      if (read === null) return props.onChange(null);
      const value = face.moved ? (shift(read, -face.moved) ?? read) : read;
      props.onChange(
        field.settings.scale === undefined ? value : (round(value, field.settings.scale) ?? value),
      );
    };
    const onType = (text: string) => {
      setTyped(text);
      const read = readDecimal(text);
      if (text.trim() === "") props.onChange(null);
      else if (read !== null)
        props.onChange(face.moved ? (shift(read, -face.moved) ?? read) : read);
    };
    return (
      <Input
        {...(props.id ? { id: props.id } : {})}
        className="num"
        inputMode="decimal"
        value={shown}
        prefix={
          face.before(field) ? <span className="quiet">{face.before(field)}</span> : undefined
        }
        suffix={face.after(field) ? <span className="quiet">{face.after(field)}</span> : undefined}
        status={props.invalid || (typed && readDecimal(typed) === null) ? "error" : ""}
        aria-invalid={props.invalid}
        aria-describedby={props.describedBy}
        aria-label={props.label}
        onChange={(event) => onType(event.target.value)}
        onBlur={finish}
      />
    );
  };
}

export function decimal(face: DecimalFace): Omit<FieldKind, "name" | "Icon"> {
  return {
    width: 130,
    align: "end",
    mode: "ink",
    Cell: decimalCell(face),
    Editor: decimalEditor(face),
    format: (value) => `${shownDigits(value, face)}${face.moved && asText(value) ? "%" : ""}`,
    parse: reader(face),
  };
}
