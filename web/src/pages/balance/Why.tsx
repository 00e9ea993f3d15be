import { FieldCell } from "@/kits/fields/index.ts";
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
  if (value === null) return null;
  return (
    <button type="button" tabIndex={-1} className="balance-why" onClick={onOpen}>
      <span className="hidden-text">{say("balance.why", { field: field.label })}</span>
      <FieldCell field={field} value={value} form={view.balance} record="" />
    </button>
  );
}
