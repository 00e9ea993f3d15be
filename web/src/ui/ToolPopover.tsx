/** A tool's panel: the button stands at once, the panel's code comes when the page has come to rest. */
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { Bone } from "./bits.tsx";

const PopoverBody = lazy(() => import("./PopoverBody.tsx"));

interface ToolProps {
  open: boolean;
  onOpen: (open: boolean) => void;
  on: boolean;
  label: string;
  button: ReactNode;
  children: ReactNode;
}

export function ToolPopover({ open, onOpen, on, label, button, children }: ToolProps) {
  const [rested, setRested] = useState(false);
  const held = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRested(true), 1_200);
    return () => clearTimeout(timer);
  }, []);
  const plain = (
    <button
      ref={held}
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
      <PopoverBody
        open={open}
        onOpen={onOpen}
        button={held}
        label={label}
        content={<Suspense fallback={<PanelBones />}>{children}</Suspense>}
      >
        {plain}
      </PopoverBody>
    </Suspense>
  );
}

/** Room for the panel before its code has come: it must not open as a speck. */
function PanelBones() {
  return (
    <div className="tool-box">
      <Bone height={32} />
      <Bone height={32} width="60%" />
    </div>
  );
}
