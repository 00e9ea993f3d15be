import type { ReactNode } from "react";
import type { MenuItem } from "../Menu.tsx";
import type { Range } from "./cursor.ts";

export interface PopupProps {
  start: string;
  done: () => void;
}

/** A column as the grid sees it: what to draw and how to edit, nothing about what it means. */
export interface GridColumn<Row> {
  id: string;
  title: string;
  icon?: ReactNode;
  /** A quiet mark behind the title, with words of its own. */
  mark?: ReactNode;
  width: number;
  align: "start" | "end";
  frozen?: boolean;
  required?: boolean;
  mode: "ink" | "popup" | "toggle" | "none";
  typed?: boolean;
  mayEdit: (row: Row) => boolean;
  /** Asked while one begins to write into the cell; a no takes the pen away, and says itself why. */
  asks?: (row: Row) => Promise<boolean>;
  cell: (row: Row) => ReactNode;
  /** What the edit line starts with. */
  text: (row: Row) => string;
  editor?: (row: Row, popup: PopupProps) => ReactNode;
  menu?: readonly MenuItem[];
  footer?: ReactNode;
}

export interface CellMark {
  bad?: string;
  changed?: boolean;
}

export interface GridProps<Row> {
  label: string;
  columns: readonly GridColumn<Row>[];
  rowCount: number;
  rowAt: (index: number) => Row | undefined;
  keyOf: (row: Row) => string;
  /** A whole-width head standing at this index instead of a row. */
  groupAt?: (index: number) => ReactNode | null;
  rowHeight: number;
  markOf?: (row: Row, column: string) => CellMark | undefined;
  flashing?: ReadonlySet<string>;
  openRow?: string | undefined;
  onSeen?: (first: number, last: number) => void;
  onOpen?: (row: Row) => void;
  picked?: ReadonlySet<string>;
  onPick?: (keys: ReadonlySet<string>) => void;
  onText?: (row: Row, column: string, text: string) => void;
  onToggle?: (row: Row, column: string) => void;
  onClear?: (range: Range) => void;
  onUndo?: () => void;
  onCopy?: (range: Range) => string;
  onPaste?: (text: string, range: Range) => void;
  onResize?: (column: string, width: number) => void;
  onReorder?: (column: string, before: string) => void;
  /** The last row keeps its place for adding (sub-forms). */
  after?: ReactNode;
  gutter?: (row: Row, index: number) => ReactNode;
  /** The number of a row, where it is not its place in the whole grid. */
  numberAt?: (index: number) => number;
  /** As high as its rows, instead of filling its place. */
  snug?: boolean;
  words: GridWords;
}

export interface GridWords {
  pickAll: string;
  pick: string;
  open: string;
  editing: string;
  menu: string;
  row: string;
}
