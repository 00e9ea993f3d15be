/** What stands in the address bar of the inbox. It comes with the first page, so it is small. */

export const WHICH = ["todo", "done", "sent", "copied", "delegated"] as const;
export type Which = (typeof WHICH)[number];

export interface InboxSearch {
  which?: Which;
  flow?: string;
}

/** Which list of the inbox, and of which flow. */
export function readInboxSearch(raw: Record<string, unknown>): InboxSearch {
  const which = WHICH.find((one) => one === raw.which);
  return {
    ...(which && which !== "todo" ? { which } : {}),
    ...(typeof raw.flow === "string" && raw.flow ? { flow: raw.flow } : {}),
  };
}
