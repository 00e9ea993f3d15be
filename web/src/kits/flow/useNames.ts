import { useMe } from "@/data/session.ts";
import type { Names } from "@/model/flow.ts";

/** What people are called: as the answer says, else as the session knows them. */
export function useNames(told: Names = {}): (who: string | null) => string {
  const { people } = useMe();
  return (who) =>
    who === null ? "" : (told[who] ?? people.find((one) => one.id === who)?.name ?? who);
}
