import { useRef } from "react";
import { newId } from "@/model/ids.ts";

/**
 * A key for what is about to be sent: the same thing sent again after a failure goes with the same
 * key, so that it is carried out once; something else, or the next click after a success, is new.
 */
export function useKey() {
  const last = useRef({ said: "", key: "" });
  return {
    of: (what: unknown): string => {
      const said = JSON.stringify(what);
      if (said !== last.current.said) last.current = { said, key: newId() };
      return last.current.key;
    },
    done: () => {
      last.current = { said: "", key: "" };
    },
  };
}
