import { exactMoment, sayMoment } from "@/model/dates.ts";
import { waitedFor } from "@/model/flow.ts";
import { useSay, type Word } from "@/words/t.ts";
import { dateWords, useTongue } from "../fields/index.ts";

/** Moments as one says them: exactly, near, and how long ago. */
export function useMoment() {
  const tongue = useTongue();
  const say = useSay();
  return {
    near: (iso: string) => sayMoment(iso, dateWords(tongue), tongue.language),
    exact: exactMoment,
    waited: (iso: string) => {
      const { n, unit } = waitedFor(iso);
      return n === 0 && unit === "m"
        ? say("flow.justNow")
        : say(`flow.waited.${unit}` as Word, { n });
    },
  };
}
