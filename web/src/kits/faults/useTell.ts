import { useMemo } from "react";
import { isFault } from "@/data/client.ts";
import { toast } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";

/** One sentence for what has no better place. */
export function useTell() {
  const say = useSay();
  return useMemo(() => {
    const sentence = (error: unknown): string => {
      if (!isFault(error)) return say("fault.broken");
      if (error.status === 0) return say("fault.offline");
      const first = error.problems[0]?.message ?? error.because[0] ?? "";
      return [error.message, first].filter(Boolean).join("：") || say("fault.broken");
    };
    return {
      fail: (error: unknown) => toast(sentence(error), false),
      bad: (text: string) => toast(text, false),
      good: (text: string) => toast(text, true),
    };
  }, [say]);
}
