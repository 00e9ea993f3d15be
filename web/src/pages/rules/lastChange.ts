/** The last change of a form's rules that was made here in this session: the one that may be undone. */
import { useSyncExternalStore } from "react";

const KEPT = "tombolo.rules.last";

function kept(): Record<string, number> {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}

let state: { versions: Record<string, number>; asked: string } = { versions: kept(), asked: "" };
const watchers = new Set<() => void>();

function put(next: Partial<typeof state>): void {
  state = { ...state, ...next };
  sessionStorage.setItem(KEPT, JSON.stringify(state.versions));
  for (const watcher of watchers) watcher();
}

export const remember = (form: string, version: number): void =>
  put({ versions: { ...state.versions, [form]: version } });

/** It was undone, or cannot be any more. */
export function forget(form: string): void {
  const { [form]: _gone, ...versions } = state.versions;
  put({ versions, asked: "" });
}

/** The plan of undoing it is to be shown, or not any longer. */
export const askUndo = (form: string): void => put({ asked: form });

export function useLastChange(form: string): { version: number | undefined; asked: boolean } {
  const now = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
  return { version: now.versions[form], asked: now.asked === form };
}
