import { lazy, type ReactNode } from "react";
import { asText } from "@/model/values.ts";
import { type CellProps, type FieldKind, good } from "../kind.ts";

export function TextCell({ value }: CellProps): ReactNode {
  return <span className="cut">{asText(value)}</span>;
}

export const TextEditor = lazy(() =>
  import("./TextEditors.tsx").then((m) => ({ default: m.TextEditor })),
);

/** Kinds whose value is one string. */
export const textual: Pick<
  FieldKind,
  "width" | "align" | "mode" | "Cell" | "Editor" | "format" | "parse"
> = {
  width: 160,
  align: "start",
  mode: "ink",
  Cell: TextCell,
  Editor: TextEditor,
  format: (value) => asText(value),
  parse: (text) => good(text.trim() === "" ? null : text.trim()),
};
