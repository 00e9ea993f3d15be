import { type RefObject, useEffect } from "react";

const PATIENCE_MS = 3_000;

/** Whoever makes a new record means to write: the first field that may be filled has the focus as soon as it is there. */
export function useFirstField(sheet: RefObject<HTMLElement | null>, wanted: boolean): void {
  useEffect(() => {
    const box = sheet.current;
    if (!wanted || !box) return;
    const began = document.activeElement;
    const take = () => {
      const held = document.activeElement;
      // A person who has gone somewhere meanwhile is not called back.
      const free = held === began || held === document.body || (held?.contains(box) ?? false);
      const name = box.querySelector<HTMLLabelElement>(".field-row label[for]")?.htmlFor;
      const place = name ? document.getElementById(name) : null;
      if (free && !place) return;
      if (free) place?.focus({ preventScroll: true });
      stop();
    };
    const watch = new MutationObserver(take);
    const timer = setTimeout(() => stop(), PATIENCE_MS);
    const stop = () => {
      watch.disconnect();
      clearTimeout(timer);
    };
    watch.observe(box, { childList: true, subtree: true });
    take();
    return stop;
  }, [sheet, wanted]);
}
