import { isBlank, shownAs } from "@/model/values.ts";
import { kindOf } from "./all.ts";
import "./fields.css";
import type { CellProps } from "./kind.ts";

/** A value as its kind draws it; a lookup as the field it shows. */
export function FieldCell(props: CellProps) {
  if (isBlank(props.value)) return null;
  const field = shownAs(props.field);
  const { Cell } = kindOf(field.kind);
  return <Cell {...props} field={field} />;
}
