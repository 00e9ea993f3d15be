import { useMemo } from "react";
import { useMe } from "@/data/session.ts";
import { useLanguage, useSay } from "@/words/t.ts";
import type { Tongue } from "./kind.ts";

export function useTongue(): Tongue {
  const me = useMe();
  const say = useSay();
  const language = useLanguage();
  return useMemo(() => ({ me, say, language }), [me, say, language]);
}

export const dateWords = ({ say }: Tongue) => ({
  today: say("date.today"),
  yesterday: say("date.yesterday"),
  tomorrow: say("date.tomorrow"),
});
