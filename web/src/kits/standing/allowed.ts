/** What the rules allow of a record as it is stored, for those who edit it outside of its form. */
import type { FieldView, Preview, Value } from "@/model/api.ts";
import { lockOn, ruled } from "@/model/rules.ts";
import type { Say } from "@/words/t.ts";

export type Allowed = { field: FieldView } | { why: string };

/** The field as this record leaves it, or why it may not be written here. */
export function allowed(said: Preview, field: FieldView, value: Value, say: Say): Allowed {
  const lock = lockOn(said, field.key);
  const left = ruled(field, said.rules, value, lock);
  if (!left) return { why: say("standing.elsewhere", { name: field.label }) };
  if (left.editable) return { field: left };
  if (lock)
    return { why: lock.say ? say("standing.locked", { why: lock.say }) : say("standing.ledger") };
  return {
    why: left.why
      ? say("standing.readonly", { name: field.label, why: left.why })
      : say("standing.still", { name: field.label }),
  };
}
