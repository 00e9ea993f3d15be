import { useMe } from "@/data/session.ts";
import type { FieldView } from "@/model/api.ts";
import { exactMoment, sayDay, sayMoment } from "@/model/dates.ts";
import { asText, nameOf } from "@/model/values.ts";
import { useSay } from "@/words/t.ts";
import { bad, type CellProps, type FieldKind } from "../kind.ts";
import { dateWords, useTongue } from "../tongue.ts";
import {
  type DecimalFace,
  decimalCell,
  digitsOf,
  MONEY_FACE,
  NUMBER_FACE,
  PERCENT_FACE,
} from "./decimal.tsx";
import { TextCell, textual } from "./textual.tsx";

const FACES: Record<string, DecimalFace> = {
  number: NUMBER_FACE,
  money: MONEY_FACE,
  percent: PERCENT_FACE,
};
const NumberCell = decimalCell(NUMBER_FACE);
const MoneyCell = decimalCell(MONEY_FACE);
const PercentCell = decimalCell(PERCENT_FACE);

/** What the result is like, in the definition's word; older servers say only its type. */
const likeOf = (field: FieldView): string =>
  typeof field.settings.of === "string" ? field.settings.of : field.type;

function YesNo({ value, roomy }: CellProps) {
  const say = useSay();
  if (value === true) return <span>{roomy ? say("switch.yes") : "✓"}</span>;
  return roomy && value === false ? <span className="quiet">{say("switch.no")}</span> : null;
}

function When({ field, value }: CellProps) {
  const tongue = useTongue();
  const iso = asText(value);
  const whole = likeOf(field) === "date";
  const sayIt = whole ? sayDay : sayMoment;
  return (
    <time className="num cut" dateTime={iso} title={whole ? iso : exactMoment(iso)}>
      {sayIt(iso, dateWords(tongue), tongue.language)}
    </time>
  );
}

/** A result is drawn by what it is like. */
function FormulaCell(props: CellProps) {
  const me = useMe();
  switch (likeOf(props.field)) {
    case "number":
      return <NumberCell {...props} />;
    case "money":
      return <MoneyCell {...props} />;
    case "percent":
      return <PercentCell {...props} />;
    case "switch":
    case "boolean":
      return <YesNo {...props} />;
    case "moment":
    case "date":
      return <When {...props} />;
    case "member":
    case "person":
      return <span className="cut">{nameOf(me.people, asText(props.value))}</span>;
    case "department":
      return <span className="cut">{nameOf(me.departments, asText(props.value))}</span>;
    default:
      return <TextCell {...props} />;
  }
}

/** What the computed kinds share; each adds its name and sign. */
export const computed: Omit<FieldKind, "name" | "Icon"> = {
  ...textual,
  width: 130,
  mode: "none",
  Cell: FormulaCell,
  format: (value, field) => {
    const face = FACES[likeOf(field)];
    return face ? digitsOf(value, field, face).replaceAll(",", "") : asText(value);
  },
  parse: (_text, _field, { say }) => bad(say("parse.readOnly")),
};
