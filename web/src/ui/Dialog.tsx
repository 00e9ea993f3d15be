import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { isEscape } from "./escape.ts";
import "./dialog.css";

interface DialogProps {
  label: string;
  className?: string;
  onClose: () => void;
  onKey?: (event: KeyboardEvent) => void;
  children: ReactNode;
}

/** The browser's own dialog: it holds the focus, gives it back, and Escape leaves it alone. */
export function Dialog({ label, className, onClose, onKey, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    shown?.querySelector<HTMLElement>("[data-first]")?.focus();
    // Closing, not only vanishing, gives the focus back to where it was.
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className ? `dialog ${className}` : "dialog"}
      aria-label={label}
      onCancel={(event) => {
        // Choosing no file after all is a cancel too, but not of this.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      // Closed without a cancel, as a browser may do it: shown again, and whose it is decides.
      onClose={(event) => {
        if (event.target !== event.currentTarget || !dialog.current || dialog.current.open) return;
        dialog.current.showModal();
        onClose();
      }}
      // Keys pressed here belong here, not to the page below it.
      onKeyDown={(event) => {
        event.stopPropagation();
        if (isEscape(event)) {
          event.preventDefault();
          onClose();
        } else onKey?.(event);
      }}
    >
      {children}
    </dialog>
  );
}
