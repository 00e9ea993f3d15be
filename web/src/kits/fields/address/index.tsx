import { MapPin } from "lucide-react";
import { lazy } from "react";
import { asParts } from "@/model/values.ts";
import { withWords } from "@/words/t.ts";
import { type CellProps, type FieldKind, good } from "../kind.ts";

const PARTS = ["province", "city", "district", "detail"] as const;

const whole = (value: CellProps["value"]) => {
  const parts = asParts(value);
  return [...new Set(PARTS.map((part) => parts[part] ?? ""))].join("");
};

const AddressCell = ({ value }: CellProps) => <span className="cut">{whole(value)}</span>;

export const address: FieldKind = {
  name: "address",
  Icon: MapPin,
  width: 220,
  align: "start",
  mode: "none",
  Cell: AddressCell,
  Editor: lazy(() =>
    withWords("editors", import("./AddressEditor.tsx")).then((m) => ({ default: m.AddressEditor })),
  ),
  format: whole,
  parse: (text) => good(text.trim() ? { detail: text.trim() } : null),
};
