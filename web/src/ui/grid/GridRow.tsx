import { Maximize2 } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { CellMark, GridColumn, GridWords } from "./types.ts";
import type { Placed } from "./useColumns.ts";

export const GUTTER = 56;

export interface RowProps<Row> {
  row: Row | undefined;
  rowKey: string;
  index: number;
  number: number;
  top: number;
  height: number;
  frozen: readonly Placed<Row>[];
  loose: readonly Placed<Row>[];
  padLeft: number;
  padRight: number;
  /** The active column of this row, -1 when the cursor is elsewhere. */
  active: number;
  rangeLeft: number;
  rangeRight: number;
  picked: boolean;
  open: boolean;
  flash: boolean;
  marks: ((row: Row, column: string) => CellMark | undefined) | undefined;
  gutter: ReactNode;
  gridId: string;
  words: GridWords;
  onPick: ((key: string, on: boolean, index: number, extend: boolean) => void) | undefined;
  onOpen: ((row: Row) => void) | undefined;
}

interface CellProps<Row> {
  props: RowProps<Row>;
  placed: Placed<Row>;
  frozenAt?: number;
  edge?: boolean;
}

function cellClass<Row>(column: GridColumn<Row>, frozen: boolean, edge: boolean): string {
  return ["cell", column.align === "end" && "end", frozen && "frozen", edge && "edge"]
    .filter(Boolean)
    .join(" ");
}

function Cell<Row>({ props, placed, frozenAt, edge }: CellProps<Row>) {
  const { column, index, width } = placed;
  const { row } = props;
  const mark = row === undefined ? undefined : props.marks?.(row, column.id);
  const inRange = index >= props.rangeLeft && index <= props.rangeRight;
  return (
    <div
      role="gridcell"
      id={`${props.gridId}-${props.index}-${index}`}
      className={cellClass(column, frozenAt !== undefined, edge ?? false)}
      data-r={props.index}
      data-c={index}
      data-active={index === props.active || undefined}
      data-range={inRange || undefined}
      data-bad={mark?.bad ? true : undefined}
      data-changed={mark?.changed || undefined}
      aria-colindex={index + 2}
      aria-selected={inRange}
      aria-invalid={mark?.bad ? true : undefined}
      aria-readonly={row === undefined || column.mode === "none" || !column.mayEdit(row)}
      title={mark?.bad}
      style={frozenAt === undefined ? { width } : { width, left: frozenAt }}
    >
      {row === undefined ? (
        <span className="bone" style={{ width: "60%", height: 12 }} />
      ) : (
        column.cell(row)
      )}
    </div>
  );
}

function Gutter<Row>({ props }: { props: RowProps<Row> }) {
  const { row, words, onPick, onOpen } = props;
  return (
    <div role="rowheader" className="gutter" style={{ width: GUTTER }}>
      {props.gutter ?? (
        <>
          <span className="gutter-number num">{props.number}</span>
          {onPick && row !== undefined ? (
            <input
              type="checkbox"
              tabIndex={-1}
              checked={props.picked}
              aria-label={words.pick.replace("{n}", String(props.index + 1))}
              onChange={() => {}}
              onClick={(event) => onPick(props.rowKey, !props.picked, props.index, event.shiftKey)}
            />
          ) : null}
          {onOpen && row !== undefined ? (
            <button
              type="button"
              tabIndex={-1}
              className="gutter-open"
              aria-label={words.open}
              onClick={() => onOpen(row)}
            >
              <Maximize2 size={13} />
            </button>
          ) : null}
        </>
      )}
    </div>
  );
}

function GridRowInner<Row>(props: RowProps<Row>) {
  const { frozen, loose } = props;
  return (
    <div
      role="row"
      className="grid-row"
      aria-rowindex={props.index + 2}
      aria-selected={props.picked}
      data-open={props.open || undefined}
      data-picked={props.picked || undefined}
      data-flash={props.flash || undefined}
      style={{ top: props.top, height: props.height }}
    >
      <Gutter props={props} />
      {frozen.map((placed, at) => (
        <Cell
          key={placed.column.id}
          props={props}
          placed={placed}
          frozenAt={GUTTER + placed.left}
          edge={at === frozen.length - 1}
        />
      ))}
      {props.padLeft ? <span style={{ flex: "none", width: props.padLeft }} /> : null}
      {loose.map((placed) => (
        <Cell key={placed.column.id} props={props} placed={placed} />
      ))}
      {props.padRight ? <span style={{ flex: "none", width: props.padRight }} /> : null}
    </div>
  );
}

export const GridRow = memo(GridRowInner) as typeof GridRowInner;
