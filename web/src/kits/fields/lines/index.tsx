import { Rows3 } from "lucide-react";
import { asList, asText } from "@/model/values.ts";
import { bad, type CellProps, type FieldKind } from "../kind.ts";
import { useTongue } from "../tongue.ts";

/** A list shows how many rows there are; the record form draws the rows themselves. */
function LinesCell({ value }: CellProps) {
  const { say } = useTongue();
  const count = Array.isArray(value) ? asList(value).length : Number(asText(value));
  return count ? <span className="quiet cut">{say("lines.count", { n: count })}</span> : null;
}

export const lines: FieldKind = {
  name: "lines",
  Icon: Rows3,
  width: 100,
  align: "start",
  mode: "none",
  Cell: LinesCell,
  Editor: () => null,
  format: (value) => (Array.isArray(value) ? String(value.length) : asText(value)),
  parse: (_text, _field, { say }) => bad(say("parse.readOnly")),
};
