import { Lock } from "lucide-react";
import type { FormView, LockSaid } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";

const MOST = 4;

/** What of the record is frozen, and why. */
export function LockLine({ form, locked }: { form: FormView; locked: readonly LockSaid[] }) {
  const say = useSay();
  const own = form.fields.filter((field) => !field.computed);
  const named = ({ fields }: LockSaid) => {
    const labels = own.flatMap(({ key, label, fields: parts }) =>
      fields.includes(key)
        ? [label]
        : (parts ?? []).flatMap((part) =>
            fields.includes(`${key}.${part.key}`) ? [`${label}·${part.label}`] : [],
          ),
    );
    return labels.length && labels.length <= MOST ? labels.join("、") : "";
  };
  return (
    <div className="lock-line" role="note">
      <Lock size={14} aria-hidden />
      <span>
        {locked
          .map((lock) => {
            if (lock.say === "") return say("record.ledger");
            const fields = named(lock);
            return fields
              ? say("record.lockedOf", { fields, why: lock.say })
              : say("record.locked", { why: lock.say });
          })
          .join("；")}
      </span>
    </div>
  );
}
