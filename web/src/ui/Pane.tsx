/** A sheet from the right that leaves the page behind it alive: no mask, own width, Esc asks its owner. */
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from "react";

const KEPT = "tombolo.pane";
const clamp = (width: number) => Math.min(Math.max(width, 420), window.innerWidth - 72);

function firstWidth(): number {
  const kept = Number(localStorage.getItem(KEPT));
  return clamp(kept > 0 ? kept : window.innerWidth * 0.6);
}

export function Pane(props: { label: string; onClose: () => void; children: ReactNode }) {
  const [width, setWidth] = useState(firstWidth);
  const pane = useRef<HTMLElement>(null);
  // Read while drawing: what the pane holds may take the focus before the pane itself gets to ask.
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    if (!pane.current?.contains(document.activeElement))
      pane.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [before]);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setWidth(clamp(window.innerWidth - event.clientX));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.nativeEvent.isComposing) {
      // Without this the same key press would also cancel the question that closing may ask.
      event.preventDefault();
      event.stopPropagation();
      props.onClose();
    }
  };
  return (
    <section
      ref={pane}
      className="pane"
      role="dialog"
      aria-label={props.label}
      tabIndex={-1}
      style={{ width }}
      onKeyDown={onKey}
    >
      <div
        className="pane-edge"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onPointerUp={() => localStorage.setItem(KEPT, String(width))}
      />
      {props.children}
    </section>
  );
}
