/** A tool's panel: the button stands at once, the panel's code comes when the page has come to rest. */
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";

const PopoverBody = lazy(() => import("./PopoverBody.tsx"));

interface ToolProps {
  open: boolean;
  onOpen: (open: boolean) => void;
  on: boolean;
  button: ReactNode;
  children: ReactNode;
}

export function ToolPopover({ open, onOpen, on, button, children }: ToolProps) {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRested(true), 1_200);
    return () => clearTimeout(timer);
  }, []);
  const plain = (
    <button
      type="button"
      className="plain-button"
      data-on={on}
      aria-expanded={open}
      onClick={() => onOpen(!open)}
    >
      {button}
    </button>
  );
  if (!rested && !open) return plain;
  return (
    <Suspense fallback={plain}>
      <PopoverBody open={open} onOpen={onOpen} content={<Suspense>{children}</Suspense>}>
        {plain}
      </PopoverBody>
    </Suspense>
  );
}
