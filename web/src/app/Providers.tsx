import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { createContext, type ReactNode, use, useState } from "react";
import { isFault } from "@/data/client.ts";
import { Notices } from "@/ui/notices.tsx";
import { useLanguage } from "@/words/t.ts";
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

export function Providers({ children }: { children: ReactNode }) {
  const [shade, setShade] = useState(keptShade);
  const language = useLanguage();
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  const turn = () => {
    const next = shade === "dark" ? "light" : "dark";
    keepShade(next);
    setShade(next);
  };
  return (
    <ShadeContext value={{ shade, turn }}>
      <ConfigProvider
        locale={language === "zh" ? zhCN : enUS}
        theme={antdTheme(shade)}
        button={{ autoInsertSpace: false }}
      >
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
        <Notices />
      </ConfigProvider>
    </ShadeContext>
  );
}
