/** The words of the face: one key, two languages, a table for each room of the house. */
import { useCallback, useSyncExternalStore } from "react";
import type account from "./zh/account.json";
import type balance from "./zh/balance.json";
import type base from "./zh/base.json";
import type bin from "./zh/bin.json";
import type calendar from "./zh/calendar.json";
import type design from "./zh/design.json";
import type editors from "./zh/editors.json";
import type flow from "./zh/flow.json";
import type home from "./zh/home.json";
import type notices from "./zh/notices.json";
import type password from "./zh/password.json";
import type people from "./zh/people.json";
import type record from "./zh/record.json";
import type rules from "./zh/rules.json";
import type search from "./zh/search.json";
import type secondStep from "./zh/second-step.json";
import type sheets from "./zh/sheets.json";
import type signin from "./zh/signin.json";
import type stage from "./zh/stage.json";
import type standing from "./zh/standing.json";

/** What comes with a page; the shell and the lists share `base`. */
interface Rooms {
  account: typeof account;
  balance: typeof balance;
  base: typeof base;
  bin: typeof bin;
  calendar: typeof calendar;
  design: typeof design;
  editors: typeof editors;
  flow: typeof flow;
  home: typeof home;
  notices: typeof notices;
  people: typeof people;
  password: typeof password;
  record: typeof record;
  rules: typeof rules;
  search: typeof search;
  "second-step": typeof secondStep;
  sheets: typeof sheets;
  signin: typeof signin;
  stage: typeof stage;
  standing: typeof standing;
}
export type Room = keyof Rooms;
export type Word = { [R in Room]: keyof Rooms[R] }[Room] & string;
export type Language = "zh" | "en";
export type Say = (word: Word, values?: Record<string, string | number>) => string;

type Table = Record<string, string>;
const tables: Record<Language, Table> = { zh: {}, en: {} };
const loading = new Map<string, Promise<void>>();
const entered = new Set<Room>(["base"]);
const listeners = new Set<() => void>();
let spoken: Language = "zh";

const KEPT = "tombolo.language";

export function keptLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}

function load(language: Language, room: Room): Promise<void> {
  const key = `${language}/${room}`;
  const known = loading.get(key);
  if (known) return known;
  const made = (import(`./${language}/${room}.json`) as Promise<{ default: Table }>).then(
    (words) => void Object.assign(tables[language], words.default),
  );
  loading.set(key, made);
  // A table that did not come is asked for again the next time.
  made.catch(() => loading.delete(key));
  return made;
}

/** A page and its words: the page is there when both are. */
export async function withWords<T>(room: Room, page: Promise<T>): Promise<T> {
  entered.add(room);
  const [found] = await Promise.all([page, load(spoken, room)]);
  return found;
}

/** Every table that was met so far comes in the other language, even one met meanwhile; then all changes at once. */
export async function speak(language: Language): Promise<void> {
  let known = 0;
  while (known < entered.size) {
    known = entered.size;
    await Promise.all([...entered].map((room) => load(language, room)));
  }
  spoken = language;
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const tell of listeners) tell();
}

/** `say("list.count", { n: 3 })` → "3 条"; a slot without a value stays as it is. */
export const say: Say = (word, values) => {
  const text = tables[spoken][word] ?? word;
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot));
};

const listen = (tell: () => void) => {
  listeners.add(tell);
  return () => void listeners.delete(tell);
};

export const useLanguage = (): Language => useSyncExternalStore(listen, () => spoken);

/** `say` that is another one in another language, so that what was made with it is made again. */
export function useSay(): Say {
  const language = useLanguage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the language is what the words depend on
  return useCallback<Say>((word, values) => say(word, values), [language]);
}
