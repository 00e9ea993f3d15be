import { FieldCell, kindOf, useTongue } from "@/kits/fields/index.ts";
import type { BalanceView, FieldView, Value } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";

interface WhyProps {
  view: BalanceView;
  field: FieldView;
  value: Value;
  onOpen: () => void;
}

/** A number that opens what is behind it. */
export function Why({ view, field, value, onOpen }: WhyProps) {
  const say = useSay();
  const tongue = useTongue();
  if (value === null) return null;
  const said = kindOf(field.kind).format(value, field, tongue);
  return (
    <button
      type="button"
      tabIndex={-1}
      className="balance-why"
      aria-label={say("balance.why", { field: field.label, value: said })}
      onClick={onOpen}
    >
      <FieldCell field={field} value={value} form={view.balance} record="" />
    </button>
  );
}
