import { useMemo } from "react";
import { useFlashing } from "@/data/live.ts";
import { FieldCell, kindOf, useTongue } from "@/kits/fields/index.ts";
import { useGridWords } from "@/kits/list/gridWords.ts";
import { TotalValue } from "@/kits/list/TotalValue.tsx";
import type { BalanceView, Page, Row } from "@/model/api.ts";
import { writeSort } from "@/model/url.ts";
import { RecordGrid } from "@/ui/grid/RecordGrid.tsx";
import type { GridColumn } from "@/ui/grid/types.ts";
import { useSay } from "@/words/t.ts";
import type { Period } from "./period.ts";
import { columnsOf, numbersOf } from "./shape.ts";
import { Why } from "./Why.tsx";

const HEIGHT = 36;
const [KEY, MEASURE] = [280, 160];
const [NARROW_KEY, NARROW_MEASURE] = [236, 130];

interface GridProps {
  view: BalanceView;
  period: Period | null;
  rows: readonly Row[];
  first: Page | undefined;
  more: boolean;
  sort: readonly string[];
  open: string | undefined;
  onOpen: (id: string) => void;
  onSort: (sort: string[]) => void;
  onSeen: (first: number, last: number) => void;
}

const keyOf = (row: Row) => row[0];

export function BalanceGrid(props: GridProps) {
  const { view, period, rows, first, sort, onOpen, onSort } = props;
  const say = useSay();
  const tongue = useTongue();
  const words = useGridWords();
  const flashing = useFlashing();
  const columns = useMemo(() => {
    const numbers = numbersOf(view, period).map((field) => field.key);
    // The four columns of a period stand beside their keys without scrolling.
    const [key, number] = period ? [NARROW_KEY, NARROW_MEASURE] : [KEY, MEASURE];
    return columnsOf(view, period).map((field, at): GridColumn<Row> => {
      const kind = kindOf(field.kind);
      const isKey = view.keys.includes(field.key);
      const path = isKey ? view.sorts[field.key] : field.key;
      const by = (path: string, down: boolean) => ({
        key: down ? "down" : "up",
        label: say(down ? "balance.sortDown" : "balance.sortUp"),
        checked: sort[0] === writeSort(path, down),
        onClick: () => onSort([writeSort(path, down)]),
      });
      const total = first?.totals?.[numbers.indexOf(field.key)];
      return {
        id: field.key,
        title: field.label,
        icon: <kind.Icon size={13} />,
        width: isKey ? key : number,
        align: isKey ? kind.align : "end",
        frozen: at === 0,
        mode: "none",
        mayEdit: () => false,
        cell: (row) => {
          const value = row[at + 2] ?? null;
          return isKey ? (
            <FieldCell field={field} value={value} form={view.balance} record={row[0]} />
          ) : (
            <Why field={field} value={value} view={view} onOpen={() => onOpen(row[0])} />
          );
        },
        text: (row) => kind.format(row[at + 2] ?? null, field, tongue),
        ...(path ? { menu: [by(path, false), by(path, true)] } : {}),
        footer:
          total === undefined || total === null ? (
            ""
          ) : (
            <TotalValue field={field} fn="sum" value={total} form={view.balance} />
          ),
      };
    });
  }, [view, period, first, sort, onOpen, onSort, say, tongue]);
  return (
    <RecordGrid<Row>
      label={view.label}
      columns={columns}
      rowCount={rows.length + (props.more ? 8 : 0)}
      rowAt={(index) => rows[index]}
      keyOf={keyOf}
      rowHeight={HEIGHT}
      flashing={flashing}
      openRow={props.open}
      onSeen={props.onSeen}
      onOpen={(row) => onOpen(row[0])}
      words={words}
    />
  );
}
