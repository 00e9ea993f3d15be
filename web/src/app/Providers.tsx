import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import type { Locale } from "antd/es/locale";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { isFault } from "@/data/client.ts";
import { Notices } from "@/ui/notices.tsx";
import { type Language, useLanguage } from "@/words/t.ts";
import { antdTheme, keepShade, keptShade, type Shade } from "./theme.ts";

/** Refusals are answers; only what may pass by itself is tried again. */
const mayPass = (count: number, error: Error) =>
  count < 2 && isFault(error) && (error.status === 0 || error.status === 503);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: mayPass, staleTime: 15_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

const ShadeContext = createContext<{ shade: Shade; turn: () => void }>({
  shade: "light",
  turn: () => {},
});
export const useShade = () => use(ShadeContext);

const LOCALES: Record<Language, () => Promise<{ default: Locale }>> = {
  zh: () => import("antd/locale/zh_CN"),
  en: () => import("antd/locale/en_US"),
};

/** The library's own few words, in the language of ours. */
function useLocale(language: Language): Locale | null {
  const [locale, setLocale] = useState<Locale | null>(null);
  useEffect(() => {
    let gone = false;
    void LOCALES[language]().then((words) => !gone && setLocale(words.default));
    return () => {
      gone = true;
    };
  }, [language]);
  return locale;
}

export function Providers({ children }: { children: ReactNode }) {
  const [shade, setShade] = useState(keptShade);
  const language = useLanguage();
  const locale = useLocale(language);
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  const turn = () => {
    const next = shade === "dark" ? "light" : "dark";
    keepShade(next);
    setShade(next);
  };
  return (
    <ShadeContext value={{ shade, turn }}>
      <ConfigProvider
        {...(locale ? { locale } : {})}
        theme={antdTheme(shade)}
        button={{ autoInsertSpace: false }}
      >
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
        <Notices />
      </ConfigProvider>
    </ShadeContext>
  );
}
