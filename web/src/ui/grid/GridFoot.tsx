import { GUTTER } from "./GridRow.tsx";
import type { Placed } from "./useColumns.ts";

interface FootProps<Row> {
  frozen: readonly Placed<Row>[];
  loose: readonly Placed<Row>[];
  padLeft: number;
  padRight: number;
}

export function GridFoot<Row>({ frozen, loose, padLeft, padRight }: FootProps<Row>) {
  const cell = ({ column, width }: Placed<Row>, left?: number) => (
    <div
      key={column.id}
      role="gridcell"
      className={`foot-cell${column.align === "end" ? " end" : ""}${left === undefined ? "" : " frozen"}`}
      style={left === undefined ? { width } : { width, left }}
    >
      {column.footer}
    </div>
  );
  return (
    <div role="row" className="grid-foot">
      <div role="rowheader" className="gutter" style={{ width: GUTTER }}>
        Σ
      </div>
      {frozen.map((placed) => cell(placed, GUTTER + placed.left))}
      {padLeft ? <span style={{ flex: "none", width: padLeft }} /> : null}
      {loose.map((placed) => cell(placed))}
      {padRight ? <span style={{ flex: "none", width: padRight }} /> : null}
    </div>
  );
}
