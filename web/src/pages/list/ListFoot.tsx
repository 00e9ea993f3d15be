import type { Rows } from "@/kits/list/useRows.ts";
import { grouped } from "@/model/decimal.ts";
import { useSay } from "@/words/t.ts";

/** How many there are: exactly while counting is cheap, about beyond that. */
export function ListFoot({ rows }: { rows: Rows }) {
  const say = useSay();
  const { total } = rows;
  if (!total) return null;
  const n = grouped(String(total.more ? (total.about ?? total.n) : total.n));
  return (
    <footer className="list-foot" aria-live="polite">
      <span className="num">{say(total.more ? "list.about" : "list.total", { n })}</span>
    </footer>
  );
}
