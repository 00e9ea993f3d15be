import { useCallback, useRef } from "react";
import type { GridProps } from "./types.ts";

/** Ticked rows: one by one, a stretch with Shift, or all that are loaded. */
export function usePicks<Row>({ picked, onPick, rowCount, rowAt, keyOf }: GridProps<Row>) {
  const from = useRef(0);
  const keys = useCallback(
    (first: number, last: number) => {
      const found: string[] = [];
      for (let at = Math.min(first, last); at <= Math.max(first, last); at++) {
        const row = rowAt(at);
        if (row !== undefined) found.push(keyOf(row));
      }
      return found;
    },
    [rowAt, keyOf],
  );
  const pick = useCallback(
    (key: string, on: boolean, index: number, extend: boolean) => {
      const touched = extend ? keys(from.current, index) : [key];
      from.current = index;
      const next = new Set(picked);
      for (const one of touched) on ? next.add(one) : next.delete(one);
      onPick?.(next);
    },
    [picked, onPick, keys],
  );
  const size = picked?.size ?? 0;
  const pickAll = () => onPick?.(size ? new Set() : new Set(keys(0, rowCount - 1)));
  return { pick, pickAll, all: size === 0 ? false : size >= rowCount ? true : ("some" as const) };
}
