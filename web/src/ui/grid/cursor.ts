/** Where the grid's cursor stands and what a key does to it. Pure. */

export interface Spot {
  r: number;
  c: number;
}
/** `at` is the active cell; a range spans from `from` to `at`. */
export interface Cursor {
  at: Spot;
  from: Spot;
}
export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}
export interface Bounds {
  rows: number;
  cols: number;
  page: number;
  /** False for group heads, which the cursor steps over. */
  isRow: (r: number) => boolean;
}
export interface Key {
  key: string;
  shift: boolean;
  mod: boolean;
  alt: boolean;
}
export type Act =
  | { do: "move"; cursor: Cursor }
  | { do: "edit" }
  | { do: "clear" }
  | { do: "undo" }
  | { do: "open" }
  | { do: "toggle" }
  | { do: "leave" };

export const cursorAt = (r: number, c: number): Cursor => ({ at: { r, c }, from: { r, c } });

export function rangeOf({ at, from }: Cursor): Range {
  return {
    top: Math.min(at.r, from.r),
    bottom: Math.max(at.r, from.r),
    left: Math.min(at.c, from.c),
    right: Math.max(at.c, from.c),
  };
}

export const isSingle = ({ at, from }: Cursor): boolean => at.r === from.r && at.c === from.c;

const clamp = (value: number, top: number) => Math.max(0, Math.min(value, top));

/** The nearest real row in the direction of travel, else in the other, else where one is. */
function landing(r: number, step: number, bounds: Bounds, stay: number): number {
  for (let next = r; next >= 0 && next < bounds.rows; next += step || 1)
    if (bounds.isRow(next)) return next;
  for (let next = r; next >= 0 && next < bounds.rows; next -= step || 1)
    if (bounds.isRow(next)) return next;
  return stay;
}

function go(cursor: Cursor, r: number, c: number, extend: boolean, bounds: Bounds): Act {
  const wanted = clamp(r, bounds.rows - 1);
  const row = landing(wanted, Math.sign(r - cursor.at.r), bounds, cursor.at.r);
  const at = { r: row, c: clamp(c, bounds.cols - 1) };
  return { do: "move", cursor: { at, from: extend ? cursor.from : at } };
}

/** Tab walks on to the next row; at the last cell it lets the focus leave the grid. */
function tab(cursor: Cursor, back: boolean, bounds: Bounds): Act | null {
  const { r, c } = cursor.at;
  const next = c + (back ? -1 : 1);
  if (next >= 0 && next < bounds.cols) return go(cursor, r, next, false, bounds);
  const row = landing(r + (back ? -1 : 1), back ? -1 : 1, bounds, r);
  if (row === r || (back ? row > r : row < r)) return null;
  return go(cursor, row, back ? bounds.cols - 1 : 0, false, bounds);
}

type Step = (cursor: Cursor, bounds: Bounds, key: Key) => Spot;

const MOVES: Record<string, Step> = {
  ArrowUp: ({ at }, _b, { mod }) => ({ r: mod ? 0 : at.r - 1, c: at.c }),
  ArrowDown: ({ at }, b, { mod }) => ({ r: mod ? b.rows - 1 : at.r + 1, c: at.c }),
  ArrowLeft: ({ at }, _b, { mod }) => ({ r: at.r, c: mod ? 0 : at.c - 1 }),
  ArrowRight: ({ at }, b, { mod }) => ({ r: at.r, c: mod ? b.cols - 1 : at.c + 1 }),
  Home: ({ at }, _b, { mod }) => ({ r: mod ? 0 : at.r, c: 0 }),
  End: ({ at }, b, { mod }) => ({ r: mod ? b.rows - 1 : at.r, c: b.cols - 1 }),
  PageUp: ({ at }, b) => ({ r: at.r - b.page, c: at.c }),
  PageDown: ({ at }, b) => ({ r: at.r + b.page, c: at.c }),
};

/** What a key means while nothing is being edited; null leaves it to the browser (typing starts an edit there). */
export function readKey(key: Key, cursor: Cursor, bounds: Bounds): Act | null {
  if (bounds.rows === 0 || bounds.cols === 0) return null;
  const step = MOVES[key.key];
  if (step && !key.alt) {
    const { r, c } = step(cursor, bounds, key);
    return go(cursor, r, c, key.shift, bounds);
  }
  if (key.mod && key.key.toLowerCase() === "a") {
    const last = { r: bounds.rows - 1, c: bounds.cols - 1 };
    return { do: "move", cursor: { from: { r: 0, c: 0 }, at: last } };
  }
  if (key.mod && key.key.toLowerCase() === "z" && !key.shift) return { do: "undo" };
  if (key.key === "Tab") return tab(cursor, key.shift, bounds);
  if (key.key === "Enter") return key.mod ? { do: "open" } : { do: "edit" };
  if (key.key === "F2") return { do: "edit" };
  if (key.key === " " && !key.mod) return key.shift ? { do: "open" } : { do: "toggle" };
  if (key.key === "Delete" || key.key === "Backspace") return { do: "clear" };
  if (key.key === "Escape")
    return isSingle(cursor)
      ? { do: "leave" }
      : { do: "move", cursor: cursorAt(cursor.at.r, cursor.at.c) };
  return null;
}

/** Where Enter and Tab go after an edit has been kept. */
export function afterEdit(
  cursor: Cursor,
  key: "Enter" | "Tab",
  back: boolean,
  bounds: Bounds,
): Cursor {
  const { at } = cursor;
  const act =
    key === "Enter"
      ? go(cursor, at.r + (back ? -1 : 1), at.c, false, bounds)
      : tab(cursor, back, bounds);
  return act?.do === "move" ? act.cursor : cursorAt(at.r, at.c);
}

/** The cursor kept within what is there. */
export function fitted(cursor: Cursor, rows: number, cols: number): Cursor {
  const within = ({ r, c }: Cursor["at"]) => ({
    r: Math.max(0, Math.min(r, rows - 1)),
    c: Math.max(0, Math.min(c, cols - 1)),
  });
  return { at: within(cursor.at), from: within(cursor.from) };
}
