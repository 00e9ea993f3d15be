import type { KeyboardEvent } from "react";

/** Taken as a key: pressed again and again, the browser would close what is open without asking. */
export const isEscape = (event: KeyboardEvent) =>
  event.key === "Escape" && !event.defaultPrevented && !event.nativeEvent.isComposing;
