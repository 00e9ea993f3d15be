import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { PickDraft } from "@/data/records.ts";
import type { FieldView, KindName, Me, Value } from "@/model/api.ts";
import type { Language, Say } from "@/words/t.ts";

/** What a kind needs to speak: names of people, words, the language. */
export interface Tongue {
  me: Me;
  say: Say;
  language: Language;
}

export interface CellProps {
  field: FieldView;
  value: Value;
  /** Where the value stands; files are read with the record's right. */
  form: string;
  record: string;
  /** A grid cell is one line; a record page may use more. */
  roomy?: boolean;
}

export interface EditorProps {
  field: FieldView;
  value: Value;
  onChange: (value: Value) => void;
  form: string;
  record: string;
  /** The path the server knows the field by: "customer", "lines.product". */
  path: string;
  /** What else is entered, for links whose candidates depend on it. */
  draft?: PickDraft;
  id?: string;
  invalid?: boolean;
  describedBy?: string;
  label?: string;
  /** In a grid the editor stands over its cell, opens at once and says when it is done. */
  grid?: { start: string; done: () => void };
}

export type Parsed = { ok: true; value: Value } | { ok: false; message: string };

export interface FieldKind {
  readonly name: KindName;
  readonly Icon: LucideIcon;
  readonly width: number;
  readonly align: "start" | "end";
  /** How a grid edits it: typed where it stands, an editor over the cell, one key press, or not at all. */
  readonly mode: "ink" | "popup" | "toggle" | "none";
  /** Its editor is too large for a cell and stands in a box of its own. */
  readonly roomy?: boolean;
  /** Edited over its cell, but what is typed there is read as text. */
  readonly typed?: boolean;
  /** The kind whose editor takes several values, for filters such as "any of". */
  readonly many?: KindName;
  readonly Cell: ComponentType<CellProps>;
  readonly Editor: ComponentType<EditorProps>;
  /** Plain text, for copying and for a tooltip. */
  readonly format: (value: Value, field: FieldView, tongue: Tongue) => string;
  /** Reads typed or pasted text. */
  readonly parse: (text: string, field: FieldView, tongue: Tongue) => Parsed;
}

export const good = (value: Value): Parsed => ({ ok: true, value });
export const bad = (message: string): Parsed => ({ ok: false, message });
