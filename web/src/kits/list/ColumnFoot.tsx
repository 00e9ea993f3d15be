import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { pageQuery } from "@/data/records.ts";
import type { Aggregate, FieldView, FormView, Page } from "@/model/api.ts";
import { totalsOf } from "@/model/columns.ts";
import { plain } from "@/model/where.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { FieldCell } from "../fields/index.ts";
import type { ListState } from "./useListState.ts";

interface FootProps {
  form: FormView;
  state: ListState;
  path: string;
  field: FieldView;
  first: Page | undefined;
}

const COUNTS: readonly Aggregate[] = ["count_empty", "count_distinct"];

/** The total under a column: a sum that came with the page, or what else one asks for. */
export function ColumnFoot({ form, state, path, field, first }: FootProps) {
  const say = useSay();
  const [fn, setFn] = useState<Aggregate | null>(null);
  const asked = fn !== null && fn !== "sum";
  const other = useQuery({
    ...pageQuery(form.form, {
      columns: [path],
      limit: 1,
      totals: [{ path, fn: fn ?? "sum" }],
      ...(state.where ? { where: plain(state.where) } : {}),
      ...(state.q ? { search: state.q } : {}),
    }),
    enabled: asked,
  });
  const withPage = totalsOf(
    state.columns.map((column) => ({
      path: column.path,
      field: form.fields.find((one) => one.key === column.path),
    })),
  );
  const at = withPage.findIndex((total) => total.path === path);
  const value = asked ? other.data?.totals?.[0] : at >= 0 ? first?.totals?.[at] : undefined;
  if (field.aggregates.length === 0 || path.includes(".")) return null;
  const shownFn = fn ?? (at >= 0 ? "sum" : null);
  const items = field.aggregates.map((one) => ({
    key: one,
    label: say(`total.${one}` as Word),
    checked: one === shownFn,
    onClick: () => setFn(one),
  }));
  return (
    <MenuButton
      items={items}
      className="foot-button"
      title={shownFn && value ? `${say(`total.${shownFn}` as Word)} ${value}` : undefined}
      label={`${field.label} ${say("total.pick")}`}
    >
      {shownFn && value !== undefined && value !== null ? (
        <>
          {shownFn === "sum" ? null : (
            <span className="quiet">{say(`total.${shownFn}` as Word)}</span>
          )}
          {COUNTS.includes(shownFn) || field.kind === "rating" ? (
            <span className="num">{value}</span>
          ) : (
            <FieldCell field={field} value={value} form={form.form} record="" />
          )}
        </>
      ) : (
        <span className="foot-hint">{say("total.pick")}</span>
      )}
    </MenuButton>
  );
}
