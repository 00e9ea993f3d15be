import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useFlashing } from "@/data/live.ts";
import { rowsQuery } from "@/data/records.ts";
import type { Ask, FieldView, FormView, Group, Row, View, Where } from "@/model/api.ts";
import { asText, isBlank } from "@/model/values.ts";
import { both } from "@/model/where.ts";
import { Bone, StatusTag, tintOf } from "@/ui/bits.tsx";
import { BoardCard, BoardColumn } from "@/ui/dnd/Board.tsx";
import { useSay } from "@/words/t.ts";
import { FieldCell } from "../fields/index.ts";
import type { PathField } from "../list/usePathFields.ts";
import { ClosedMark } from "../standing/ClosedMark.tsx";
import type { Pile } from "./pile.ts";

interface FaceProps {
  form: FormView;
  view: View;
  fields: PathField[];
  columns: readonly string[];
  row: Row;
  onOpen?: (id: string) => void;
}

export function CardFace({ form, view, fields, columns, row, onOpen }: FaceProps) {
  const at = (path: string) => row[columns.indexOf(path) + 2] ?? null;
  // A composed title has no column of its own; the first fact then names the card.
  const naming = form.title || (view.card?.[0] ?? "");
  const shown = (view.card ?? []).filter((path) => path !== naming && path !== view.by);
  const title = fields.find((one) => one.path === naming)?.field;
  const said = asText(at(naming));
  return (
    <div className="card-face">
      <button type="button" className="card-title" onClick={() => onOpen?.(row[0])}>
        {title ? (
          <FieldCell field={title} value={at(naming)} form={form.form} record={row[0]} />
        ) : (
          row[0].slice(0, 8)
        )}
      </button>
      {shown.map((path) => {
        const field = fields.find((one) => one.path === path)?.field;
        const value = at(path);
        if (!field || isBlank(value)) return null;
        // A title of several fields says some of them already.
        if (typeof value === "string" && field.kind === "text" && said.includes(value)) return null;
        return (
          <div key={path} className="card-fact" title={field.label}>
            <FieldCell field={field} value={value} form={form.form} record={row[0]} />
          </div>
        );
      })}
    </div>
  );
}

interface ColumnProps extends Omit<FaceProps, "row" | "columns" | "onOpen"> {
  ask: Ask;
  pile: Pile;
  group: Group | undefined;
  amount: FieldView | undefined;
  mayMove: boolean;
  closed: boolean;
  moved: ReadonlyMap<string, { to: string; row: Row }>;
  seen: Map<string, Row>;
  onOpen: (id: string) => void;
}

/** One stage of the board: its count and sum, its cards, more of them on demand. */
export function KanbanColumn(props: ColumnProps) {
  const { form, view, ask, pile, group, amount, moved, seen } = props;
  const say = useSay();
  const flashing = useFlashing();
  const here: Where = pile.key
    ? { field: view.by ?? "", op: "is", value: pile.key }
    : { field: view.by ?? "", op: "empty" };
  const where = both(ask.where, here);
  const { count: _count, totals: _totals, ...rest } = ask;
  const query = useInfiniteQuery(
    rowsQuery(form.form, { ...rest, ...(where ? { where } : {}), limit: 30 }),
  );
  const stay = (query.data?.pages.flatMap((page) => page.rows) ?? []).filter(
    (row) => (moved.get(row[0])?.to ?? pile.key) === pile.key,
  );
  const known = new Set(stay.map((row) => row[0]));
  const arrived = [...moved.values()]
    .filter((one) => one.to === pile.key && !known.has(one.row[0]))
    .map((one) => one.row);
  const rows = [...arrived, ...stay];
  for (const row of rows) seen.set(row[0], row);
  const total = group?.totals[0];
  return (
    <BoardColumn id={pile.key} label={pile.label || say("group.blank")} closed={props.closed}>
      <header className="board-head">
        <StatusTag tint={tintOf(pile.color, pile.key)}>
          {pile.label || say("group.blank")}
        </StatusTag>
        <span className="quiet num">{group?.count ?? 0}</span>
        <span className="spacer" />
        {props.closed ? <ClosedMark /> : null}
        {amount && total ? (
          <FieldCell field={amount} value={total} form={form.form} record="" />
        ) : null}
      </header>
      <div className="board-cards">
        {query.isPending ? <Bone height={72} /> : null}
        {rows.map((row) => (
          <BoardCard key={row[0]} id={row[0]} still={!props.mayMove}>
            <div data-flash={flashing.has(row[0]) || undefined}>
              <CardFace {...props} columns={ask.columns} row={row} />
            </div>
          </BoardCard>
        ))}
        {query.hasNextPage ? (
          <Button type="text" size="small" onClick={() => void query.fetchNextPage()}>
            {say("history.more")}
          </Button>
        ) : null}
      </div>
    </BoardColumn>
  );
}
