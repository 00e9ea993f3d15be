/** The words of the face: one key, two languages. */
import i18next from "i18next";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type zh from "./zh.json";

export type Word = keyof typeof zh;
export type Language = "zh" | "en";
export type Say = (word: Word, values?: Record<string, string | number>) => string;

const LOADERS: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  zh: () => import("./zh.json"),
  en: () => import("./en.json"),
};

const KEPT = "tombolo.language";

export function keptLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}

export async function startWords(language: Language): Promise<void> {
  const { initReactI18next } = await import("react-i18next");
  await i18next.use(initReactI18next).init({
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, prefix: "{", suffix: "}" },
    resources: {},
  });
  await speak(language);
}

export async function speak(language: Language): Promise<void> {
  const words = await LOADERS[language]();
  i18next.addResourceBundle(language, "translation", words.default, true, true);
  await i18next.changeLanguage(language);
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

/** `say("list.count", { n: 3 })` in the language of the session. */
export function useSay(): Say {
  const { t } = useTranslation();
  return useCallback<Say>((word, values) => t(word, values ?? {}), [t]);
}

export const say: Say = (word, values) => i18next.t(word, values ?? {});

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === "en" ? "en" : "zh";
}
