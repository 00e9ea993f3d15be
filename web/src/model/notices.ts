/** Notices as the server sends them, and by day. */

export interface Notice {
  id: number;
  at: string;
  topic: string;
  title: string;
  body: string;
  link: string;
  read: boolean;
}

export interface NoticePage {
  notices: Notice[];
  next: number | null;
}

export interface NoticeWishes {
  topics: { topic: string; app: boolean; mail: boolean }[];
  digest_at: number | null;
  quiet_from: number | null;
  quiet_until: number | null;
  sends_mail: boolean;
  email: string;
}

/** In the order in which they come, under the day that `dayOf` gives. */
export function byDay(
  notices: readonly Notice[],
  dayOf: (iso: string) => string,
): [string, Notice[]][] {
  const days = new Map<string, Notice[]>();
  for (const one of notices) {
    const day = dayOf(one.at);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days];
}
