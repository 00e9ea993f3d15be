import { App } from "antd";
import { useCallback, useMemo } from "react";
import { isFault } from "@/data/client.ts";
import { useSay } from "@/words/t.ts";

/** One sentence for a failure that has no better place. */
export function useTell() {
  const { message } = App.useApp();
  const say = useSay();
  const sentence = useCallback(
    (error: unknown): string => {
      if (!isFault(error)) return say("fault.broken");
      if (error.status === 0) return say("fault.offline");
      const first = error.problems[0]?.message ?? error.because[0] ?? "";
      return [error.message, first].filter(Boolean).join("：") || say("fault.broken");
    },
    [say],
  );
  const fail = useCallback(
    (error: unknown) => void message.error(sentence(error)),
    [message, sentence],
  );
  const bad = useCallback((text: string) => void message.error(text), [message]);
  const good = useCallback((text: string) => void message.success(text), [message]);
  return useMemo(() => ({ fail, bad, good, sentence }), [fail, bad, good, sentence]);
}
