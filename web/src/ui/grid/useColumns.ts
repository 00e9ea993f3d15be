import { useMemo } from "react";
import type { GridColumn } from "./types.ts";

export interface Placed<Row> {
  column: GridColumn<Row>;
  /** Index over all columns, frozen ones first: what the cursor counts in. */
  index: number;
  left: number;
  width: number;
}

function inRow<Row>(columns: readonly GridColumn<Row>[], from: number): Placed<Row>[] {
  let left = 0;
  return columns.map((column, at) => {
    const placed = { column, index: from + at, left, width: column.width };
    left += column.width;
    return placed;
  });
}

const widthOf = (columns: readonly { width: number }[]): number =>
  columns.reduce((sum, one) => sum + one.width, 0);

/** Frozen columns first, each with its place. */
export function placedColumns<Row>(columns: readonly GridColumn<Row>[]) {
  const frozen = inRow(
    columns.filter((column) => column.frozen),
    0,
  );
  const loose = inRow(
    columns.filter((column) => !column.frozen),
    frozen.length,
  );
  return {
    frozen,
    loose,
    all: [...frozen, ...loose],
    frozenWidth: widthOf(frozen),
    looseWidth: widthOf(loose),
  };
}

export function useColumns<Row>(columns: readonly GridColumn<Row>[]) {
  return useMemo(() => placedColumns(columns), [columns]);
}
