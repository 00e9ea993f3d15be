/** One's own account: where one is signed in, and the keys of programs that act in one's name. */

export interface SignedInAt {
  id: string;
  created_at: string;
  last_seen: string;
  expires_at: string;
  agent: string;
  address: string;
  /** The one that asks. */
  here: boolean;
}

export type Scope = "read" | "write" | "admin";

export interface ApiKey {
  id: string;
  name: string;
  member: string;
  scopes: Scope[];
  created_at: string;
  expires_at: string | null;
  last_used: string | null;
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/i, "WeChat"],
  [/DingTalk/i, "DingTalk"],
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/HarmonyOS/i, "HarmonyOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** "Chrome · Windows" of what a browser says of itself; "" where nothing is recognised. */
export function deviceOf(agent: string): string {
  const named = (table: readonly (readonly [RegExp, string])[]) =>
    table.find(([sign]) => sign.test(agent))?.[1];
  return [named(BROWSERS), named(SYSTEMS)].filter(Boolean).join(" · ");
}
