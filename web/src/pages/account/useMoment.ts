import { dateWords, useTongue } from "@/kits/fields/index.ts";
import { sayMoment } from "@/model/dates.ts";

/** A moment as one says it. */
export function useMoment(): (iso: string) => string {
  const tongue = useTongue();
  return (iso) => sayMoment(iso, dateWords(tongue), tongue.language);
}
