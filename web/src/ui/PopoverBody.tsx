import { Popover } from "antd";
import type { ReactElement, ReactNode } from "react";

interface BodyProps {
  open: boolean;
  onOpen: (open: boolean) => void;
  content: ReactNode;
  children: ReactElement;
}

export default function PopoverBody({ open, onOpen, content, children }: BodyProps) {
  return (
    <Popover
      open={open}
      // The button itself says when it is pressed; the popover only when one presses elsewhere.
      onOpenChange={(next) => !next && onOpen(false)}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      content={content}
    >
      {children}
    </Popover>
  );
}
