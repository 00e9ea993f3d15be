import { useState } from "react";
import { type Fault, isFault } from "@/data/client.ts";
import { useAct } from "@/data/flows.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import { useKey } from "@/kits/flow/useKey.ts";
import { type ActBody, type ActName, type Approval, isOnTask } from "@/model/flow.ts";
import { useSay, type Word } from "@/words/t.ts";

/** What an act says, and the task it is about when that is not my own. */
export type OnBody = ActBody & { on?: string };

/** Acts on one approval: sent once for each click, what is refused stays to be read at its place. */
export function useDecide({ instance, task, take_back }: Approval) {
  const say = useSay();
  const tell = useTell();
  const key = useKey();
  const act = useAct(instance.form, instance.record);
  const [refused, setRefused] = useState<Fault | null>(null);
  /** True when it is done. */
  const carryOut = async (name: ActName, { on: whose, ...body }: OnBody): Promise<boolean> => {
    const own = name === "take-back" ? take_back?.task : task?.id;
    const on = isOnTask(name) ? (whose ?? own ?? "") : instance.id;
    try {
      await act.mutateAsync({ act: name, on, body, key: key.of([name, on, body]) });
      key.done();
      setRefused(null);
      tell.good(say(`flow.done.${name}` as Word));
      return true;
    } catch (error) {
      if (isFault(error) && error.status > 0) setRefused(error);
      else tell.fail(error);
      return false;
    }
  };
  return { carryOut, refused, forget: () => setRefused(null), busy: act.isPending };
}
export type Decide = ReturnType<typeof useDecide>;
