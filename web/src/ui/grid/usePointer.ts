import { type PointerEvent, type RefObject, useRef } from "react";
import { type Cursor, cursorAt, type Spot } from "./cursor.ts";

interface Needs {
  cursor: Cursor;
  move: (cursor: Cursor, reveal?: boolean) => void;
  edit: { begin: (typed: string | null) => void; keepOnBlur: () => void; editing: unknown };
  ink: RefObject<HTMLTextAreaElement | null>;
  scroller: RefObject<HTMLDivElement | null>;
}

const CONTROLS = "button, a, input, textarea, label, .grid-popup, .grid-after";

function spotOf(target: EventTarget | null): Spot | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-r][data-c]") : null;
  return cell ? { r: Number(cell.dataset.r), c: Number(cell.dataset.c) } : null;
}

/** A press sets the cursor, a drag or Shift makes a range, a double press edits. */
export function usePointer({ cursor, move, edit, ink, scroller }: Needs) {
  const dragging = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => {
      const spot = spotOf(event.target);
      const control = event.target instanceof Element && event.target.closest(CONTROLS);
      if (!spot || control || event.button > 0) return;
      edit.keepOnBlur();
      move(event.shiftKey ? { ...cursor, at: spot } : cursorAt(spot.r, spot.c), false);
      dragging.current = event.pointerType !== "touch";
    },
    onPointerMove: (event: PointerEvent) => {
      if (!dragging.current || event.buttons !== 1) {
        dragging.current = false;
        return;
      }
      const spot = spotOf(document.elementFromPoint(event.clientX, event.clientY));
      if (spot && (spot.r !== cursor.at.r || spot.c !== cursor.at.c)) move({ ...cursor, at: spot });
      event.preventDefault();
    },
    onPointerUp: () => {
      dragging.current = false;
    },
    onClick: (event: React.MouseEvent) => {
      const control = event.target instanceof Element && event.target.closest(CONTROLS);
      if (spotOf(event.target) && !control && scroller.current)
        ink.current?.focus({ preventScroll: true });
    },
    onMouseDown: (event: React.MouseEvent) => {
      // The line keeps the focus; the browser would give it to nothing and select text instead.
      const control = event.target instanceof Element && event.target.closest(CONTROLS);
      if (spotOf(event.target) && !control) {
        event.preventDefault();
        ink.current?.focus({ preventScroll: true });
      }
    },
    onDoubleClick: (event: React.MouseEvent) => {
      const control = event.target instanceof Element && event.target.closest(CONTROLS);
      if (spotOf(event.target) && !control && !edit.editing) edit.begin(null);
    },
  };
}
