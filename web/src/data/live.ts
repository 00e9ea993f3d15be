/** The server's events → what is shown asks again; what changed flashes. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

interface RecordEvent {
  form: string;
  id: string;
  act: string;
  by: string;
  at: string;
}

const FLASH_MS = 2_400;
/** Ids of records that I am deleting or have deleted: nothing asks for them once more. */
export const leaving = new Set<string>();
let flashing: ReadonlySet<string> = new Set();
const watchers = new Set<() => void>();

function setFlashing(next: ReadonlySet<string>): void {
  flashing = next;
  for (const watcher of watchers) watcher();
}

function flash(id: string): void {
  setFlashing(new Set([...flashing, id]));
  setTimeout(() => setFlashing(new Set([...flashing].filter((other) => other !== id))), FLASH_MS);
}

/** Ids of records that another person has just changed. */
export function useFlashing(): ReadonlySet<string> {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => flashing,
  );
}

/** Listens while signed in; many events in a burst make one refetch. */
export function useLive(me: string): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!me) return;
    const source = new EventSource("/api/live");
    const waiting = new Map<string, Set<string>>();
    const moved = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refetch = () => {
      timer = undefined;
      for (const [form, ids] of waiting) {
        void client.invalidateQueries({ queryKey: ["rows", form] });
        for (const id of ids) {
          // A save of mine just before I deleted it is told too.
          if (leaving.has(id)) continue;
          void client.invalidateQueries({ queryKey: ["record", form, id] });
          void client.invalidateQueries({ queryKey: ["comments", form, id] });
          void client.invalidateQueries({ queryKey: ["history", form, id] });
        }
      }
      waiting.clear();
      for (const balance of moved)
        for (const part of ["rows", "ledger"])
          void client.invalidateQueries({ queryKey: ["balance", balance, part] });
      moved.clear();
      for (const part of ["home", "inbox", "approval", "flows"])
        void client.invalidateQueries({ queryKey: [part] });
    };
    source.addEventListener("record", (message) => {
      const event = JSON.parse(message.data) as RecordEvent;
      const ids = waiting.get(event.form) ?? new Set();
      waiting.set(event.form, ids);
      ids.add(event.id);
      if (event.act === "restore") leaving.delete(event.id);
      if (event.by !== me) flash(event.id);
      timer ??= setTimeout(refetch, 400);
    });
    // Also for who may not read the ledgers: a balance that she sees has moved.
    source.addEventListener("balance", (message) => {
      const { balance } = JSON.parse(message.data) as { balance: string };
      moved.add(balance);
      timer ??= setTimeout(refetch, 400);
    });
    // I was told something, or read it in another window; also what came while the wire was down.
    const told = () => void client.invalidateQueries({ queryKey: ["notices"] });
    source.addEventListener("notices", told);
    source.addEventListener("open", told);
    // More has happened than is worth telling one by one.
    source.addEventListener("refresh", () => void client.invalidateQueries());
    source.addEventListener("catalog", () => {
      void client.invalidateQueries({ queryKey: ["session"] });
      void client.invalidateQueries({ queryKey: ["form"] });
      void client.invalidateQueries({ queryKey: ["balance"] });
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [client, me]);
}
