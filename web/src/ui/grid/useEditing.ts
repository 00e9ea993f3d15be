/** The one text line of a grid: it always has the focus, so that typing, in any input method, begins in it. */
import { type ClipboardEvent, type KeyboardEvent, useCallback, useRef, useState } from "react";
import { afterEdit, type Bounds, type Cursor, rangeOf, readKey } from "./cursor.ts";
import type { GridProps } from "./types.ts";
import type { Placed } from "./useColumns.ts";

export interface Editing {
  how: "ink" | "popup";
  start: string;
}

interface Needs<Row> {
  props: GridProps<Row>;
  columns: readonly Placed<Row>[];
  cursor: Cursor;
  bounds: Bounds;
  move: (cursor: Cursor) => void;
  leave: () => void;
}

export function useEditing<Row>({ props, columns, cursor, bounds, move, leave }: Needs<Row>) {
  const [editing, setEditing] = useState<Editing | null>(null);
  const [ink, setInk] = useState("");
  const composing = useRef(false);
  const pen = useRef(0);
  const row = props.rowAt(cursor.at.r);
  const column = columns[cursor.at.c]?.column;
  const may =
    row !== undefined && column !== undefined && column.mode !== "none" && column.mayEdit(row);

  const takesInk = column?.mode === "ink" || column?.typed === true;

  const stop = useCallback(() => {
    pen.current += 1;
    setEditing(null);
    setInk("");
  }, []);

  /** Begins with the text there, or with what has been typed instead of it. */
  const begin = (typed: string | null) => {
    if (!may || row === undefined || !column) return setInk("");
    if (column.mode === "toggle") {
      const toggle = () => props.onToggle?.(row, column.id);
      if (typed === null && column.asks) void column.asks(row).then((may) => may && toggle());
      else if (typed === null) toggle();
      return setInk("");
    }
    if (column.mode === "popup" && !(column.typed && typed !== null)) {
      setInk("");
      return setEditing({ how: "popup", start: typed ?? "" });
    }
    setInk(typed ?? column.text(row));
    setEditing({ how: "ink", start: "" });
    const mine = pen.current;
    void column.asks?.(row).then((may) => {
      if (!may && mine === pen.current) stop();
    });
  };

  const keep = () => {
    if (editing?.how === "ink" && row !== undefined && column && ink !== column.text(row)) {
      props.onText?.(row, column.id, ink);
    }
    stop();
  };

  /** Leaving the line keeps what was written, as in any spreadsheet. */
  const keepOnBlur = () => {
    if (editing?.how === "ink") keep();
  };

  const onEditKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      stop();
    } else if ((event.key === "Enter" && !event.altKey) || event.key === "Tab") {
      event.preventDefault();
      keep();
      move(afterEdit(cursor, event.key, event.shiftKey, bounds));
    } else if (event.key === "Enter") {
      event.preventDefault();
      setInk(`${ink}\n`);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // An input method owns the key: it may be choosing a word.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (editing) return onEditKey(event);
    const mod = event.ctrlKey || event.metaKey;
    const act = readKey(
      { key: event.key, shift: event.shiftKey, mod, alt: event.altKey },
      cursor,
      bounds,
    );
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    if (act.do === "leave") return leave();
    if (act.do === "move") move(act.cursor);
    if (act.do === "edit") begin(null);
    if (act.do === "clear") props.onClear?.(rangeOf(cursor));
    if (act.do === "undo") props.onUndo?.();
    if (row === undefined) return;
    if (act.do === "open") props.onOpen?.(row);
    if (act.do === "toggle") column?.mode === "toggle" ? begin(null) : props.onOpen?.(row);
  };

  const onInput = (text: string) => {
    if (editing) return setInk(text);
    // Composition into a pop-up's search waits for the finished word.
    if (composing.current && !takesInk) return setInk(text);
    begin(text);
  };

  const composition = {
    onCompositionStart: () => {
      composing.current = true;
      if (!editing && takesInk) begin("");
    },
    onCompositionEnd: (event: { currentTarget: HTMLTextAreaElement }) => {
      composing.current = false;
      if (!editing && event.currentTarget.value) begin(event.currentTarget.value);
    },
  };

  const clipboard = {
    onCopy: (event: ClipboardEvent) => {
      if (editing || !props.onCopy) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", props.onCopy(rangeOf(cursor)));
    },
    onCut: (event: ClipboardEvent) => {
      if (editing || !props.onCopy) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", props.onCopy(rangeOf(cursor)));
      props.onClear?.(rangeOf(cursor));
    },
    onPaste: (event: ClipboardEvent) => {
      if (editing || !props.onPaste) return;
      event.preventDefault();
      props.onPaste(event.clipboardData.getData("text/plain"), rangeOf(cursor));
    },
  };

  return {
    editing,
    ink,
    begin,
    keep,
    keepOnBlur,
    stop,
    row,
    column,
    inkHandlers: { onKeyDown, ...composition, ...clipboard },
    onInput,
  };
}
