import { Eye } from "lucide-react";
import { bad, type FieldKind } from "../kind.ts";
import { textual } from "../parts/textual.tsx";

/** Drawn as the field it shows (see FieldCell); this is what is left when that field is not known. */
export const lookup: FieldKind = {
  ...textual,
  name: "lookup",
  Icon: Eye,
  mode: "none",
  parse: (_text, _field, { say }) => bad(say("parse.readOnly")),
};
