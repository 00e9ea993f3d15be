import { type RefObject, useEffect } from "react";
import type { Cursor } from "./cursor.ts";
import type { useEditing } from "./useEditing.ts";

interface InkProps<Row> {
  inkRef: RefObject<HTMLTextAreaElement | null>;
  gridId: string;
  edit: ReturnType<typeof useEditing<Row>>;
  cursor: Cursor;
  label: string;
  top: number;
  left: number;
  width: number;
  height: number;
  frozen: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  onFocus: (focused: boolean) => void;
}

/** Lies over the active cell, unseen until something is typed; pop-up editors stand in the same place. */
export function Ink<Row>(props: InkProps<Row>) {
  const { edit, inkRef } = props;
  const { editing, row, column } = edit;
  const popup = editing?.how === "popup";
  useEffect(() => {
    if (!popup) return;
    return () => inkRef.current?.focus({ preventScroll: true });
  }, [popup, inkRef]);
  const left = props.frozen ? props.left + (props.scroller.current?.scrollLeft ?? 0) : props.left;
  const box = { top: props.top, left, width: props.width, height: props.height };
  const lines = edit.ink.split("\n").length;
  return (
    <>
      <textarea
        ref={inkRef}
        className={editing?.how === "ink" ? "ink writing" : "ink"}
        style={{
          ...box,
          width: editing?.how === "ink" ? Math.max(box.width, 160) : box.width,
          height: editing?.how === "ink" ? Math.max(box.height, lines * 20 + 14) : box.height,
          textAlign: column?.align === "end" ? "right" : "left",
        }}
        aria-label={props.label}
        aria-activedescendant={
          row === undefined
            ? undefined
            : `${props.gridId}-${props.cursor.at.r}-${props.cursor.at.c}`
        }
        rows={1}
        autoComplete="off"
        spellCheck={false}
        value={edit.ink}
        onChange={(event) => edit.onInput(event.target.value)}
        onFocus={() => props.onFocus(true)}
        onBlur={() => {
          edit.keepOnBlur();
          props.onFocus(popup);
        }}
        {...edit.inkHandlers}
      />
      {popup && row !== undefined && column?.editor ? (
        <div
          className="grid-popup"
          style={{ ...box, minHeight: box.height, height: "auto", minWidth: 160 }}
        >
          {column.editor(row, { start: editing.start, done: edit.stop })}
        </div>
      ) : null}
    </>
  );
}
