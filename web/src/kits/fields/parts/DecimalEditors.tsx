import { Input } from "antd";
import { useState } from "react";
import { readDecimal, round, shift } from "@/model/decimal.ts";
import { asText } from "@/model/values.ts";
import type { EditorProps } from "../kind.ts";
import { type DecimalFace, digitsOf, MONEY_FACE, NUMBER_FACE, PERCENT_FACE } from "./decimal.tsx";

function decimalEditor(face: DecimalFace) {
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

export const NumberEditor = decimalEditor(NUMBER_FACE);
export const MoneyEditor = decimalEditor(MONEY_FACE);
export const PercentEditor = decimalEditor(PERCENT_FACE);
