import { RefreshCw } from "lucide-react";
import type { FieldView } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";

/** Beside a label: stored values are being made anew, so many are done, the others are of before. */
export function Refreshing({ field }: { field: FieldView }) {
  const say = useSay();
  if (field.refreshing === undefined) return null;
  const text = say("field.refreshing", { percent: Math.floor(field.refreshing * 100) });
  return (
    <span className="field-refreshing" role="img" aria-label={text} title={text}>
      <RefreshCw size={11} />
    </span>
  );
}
