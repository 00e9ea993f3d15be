import type { Aggregate, FieldView, FormView, Page, Total } from "@/model/api.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { TotalValue } from "./TotalValue.tsx";
import type { ListState } from "./useListState.ts";

interface FootProps {
  form: FormView;
  state: ListState;
  path: string;
  field: FieldView;
  /** What was asked for with the page, in the order of the page's totals. */
  totals: readonly Total[];
  first: Page | undefined;
}

/** The total under a column: the usual one, or what one asks for; the view keeps the choice. */
export function ColumnFoot({ form, state, path, field, totals, first }: FootProps) {
  const say = useSay();
  if (field.aggregates.length === 0 || path.includes(".")) return null;
  const at = totals.findIndex((total) => total.path === path);
  const fn = totals[at]?.fn;
  const value = at >= 0 ? first?.totals?.[at] : undefined;
  const pick = (one: Aggregate | "none") => ({
    key: one,
    label: say(`total.${one}` as Word),
    checked: one === (fn ?? "none"),
    onClick: () =>
      state.setTotals([...state.totals.filter((total) => total.path !== path), { path, fn: one }]),
  });
  const shown = fn && value !== undefined && value !== null;
  const items = [...field.aggregates.map(pick), pick("none")];
  return (
    <MenuButton
      items={items}
      className="foot-button"
      title={shown ? `${say(`total.${fn}` as Word)} ${value}` : undefined}
      // Where figures are seen they belong to the name: who speaks to the machine says what stands there.
      label={shown ? undefined : `${field.label} ${say("total.pick")}`}
    >
      {shown ? (
        <>
          <span className="hidden-text">{`${field.label} ${say("total.pick")}`}</span>
          {fn === "sum" ? null : <span className="quiet">{say(`total.${fn}` as Word)}</span>}
          <TotalValue field={field} fn={fn} value={value} form={form.form} />
        </>
      ) : (
        <span className="foot-hint">{say("total.pick")}</span>
      )}
    </MenuButton>
  );
}
