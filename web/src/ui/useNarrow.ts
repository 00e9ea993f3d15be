import { useSyncExternalStore } from "react";

const query = window.matchMedia("(max-width: 767px)");

/** True on a phone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      query.addEventListener("change", watcher);
      return () => query.removeEventListener("change", watcher);
    },
    () => query.matches,
  );
}
