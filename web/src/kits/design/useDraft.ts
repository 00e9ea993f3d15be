import { useCallback, useState } from "react";
import type { Data } from "@/model/design.ts";

const MOST = 100;

interface Past {
  steps: Data[];
  at: number;
}

export interface Draft {
  data: Data;
  dirty: boolean;
  change: (next: Data) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
  /** What stands now is published. */
  settled: () => void;
}

/** A definition under the pen: every change can be taken back and made again. */
export function useDraft(first: Data): Draft {
  const [kept, setKept] = useState(first);
  const [past, setPast] = useState<Past>({ steps: [first], at: 0 });
  const data = past.steps[past.at] ?? first;
  const change = useCallback(
    (next: Data) =>
      setPast(({ steps, at }) => {
        const made = [...steps.slice(0, at + 1), next].slice(-MOST);
        return { steps: made, at: made.length - 1 };
      }),
    [],
  );
  const to = (at: number) =>
    past.steps[at] === undefined ? null : () => setPast((before) => ({ ...before, at }));
  return {
    data,
    dirty: data !== kept,
    change,
    undo: to(past.at - 1),
    redo: to(past.at + 1),
    settled: () => setKept(data),
  };
}
