import { SquareFunction } from "lucide-react";
import { useMe } from "@/data/session.ts";
import { exactMoment } from "@/model/dates.ts";
import { asText, nameOf } from "@/model/values.ts";
import { bad, type CellProps, type FieldKind } from "../kind.ts";
import { decimalCell, digitsOf, NUMBER_FACE } from "../parts/decimal.tsx";
import { TextCell, textual } from "../parts/textual.tsx";

const NumberCell = decimalCell(NUMBER_FACE);

/** A result is drawn by its type. */
function FormulaCell(props: CellProps) {
  const me = useMe();
  const of =
    typeof props.field.settings.of === "string" ? props.field.settings.of : props.field.type;
  if (of === "number") return <NumberCell {...props} />;
  if (of === "boolean") return <span>{props.value === true ? "✓" : ""}</span>;
  if (of === "moment") return <span className="num cut">{exactMoment(asText(props.value))}</span>;
  if (of === "person") return <span className="cut">{nameOf(me.people, asText(props.value))}</span>;
  if (of === "department")
    return <span className="cut">{nameOf(me.departments, asText(props.value))}</span>;
  return <TextCell {...props} />;
}

export const formula: FieldKind = {
  ...textual,
  name: "formula",
  Icon: SquareFunction,
  width: 130,
  mode: "none",
  Cell: FormulaCell,
  format: (value, field) =>
    field.type === "number"
      ? digitsOf(value, field, NUMBER_FACE).replaceAll(",", "")
      : asText(value),
  parse: (_text, _field, { say }) => bad(say("parse.readOnly")),
};
