import { useSay } from "@/words/t.ts";

/** In the head of a column that does not take the card one holds. */
export function ClosedMark() {
  const say = useSay();
  return <span className="board-closed">{say("standing.closed")}</span>;
}
