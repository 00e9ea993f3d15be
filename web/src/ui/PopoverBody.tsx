import { Popover } from "antd";
import { type ReactElement, type ReactNode, type RefObject, useEffect, useRef } from "react";

interface BodyProps {
  open: boolean;
  onOpen: (open: boolean) => void;
  button: RefObject<HTMLButtonElement | null>;
  label: string;
  content: ReactNode;
  children: ReactElement;
}

export default function PopoverBody(props: BodyProps) {
  const { open, onOpen, button } = props;
  const panel = useRef<HTMLDivElement>(null);
  const was = useRef(open);
  // The panel hangs at the end of the page: without this Tab would walk past it, and closing would lose one's place.
  useEffect(() => {
    const held = document.activeElement;
    const adrift = held === document.body || panel.current?.contains(held) === true;
    if (!open && was.current && adrift) button.current?.focus({ preventScroll: true });
    was.current = open;
  }, [open, button]);
  return (
    <Popover
      open={open}
      // The button itself says when it is pressed; the popover only when one presses elsewhere.
      onOpenChange={(next) => !next && onOpen(false)}
      afterOpenChange={(shown) => shown && panel.current?.focus({ preventScroll: true })}
      trigger="click"
      placement="bottomLeft"
      classNames={{ root: "tool-popover" }}
      destroyOnHidden
      content={
        <div ref={panel} role="dialog" aria-label={props.label} tabIndex={-1}>
          {props.content}
        </div>
      }
    >
      {props.children}
    </Popover>
  );
}
