import {
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import type { GridColumn } from "./types.ts";

const features = tableFeatures({
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
});
const NO_ROWS: object[] = [];

export interface Placed<Row> {
  column: GridColumn<Row>;
  /** Index over all columns, frozen ones first: what the cursor counts in. */
  index: number;
  left: number;
  width: number;
}

/** Frozen columns first, each with its place. */
export function useColumns<Row>(columns: readonly GridColumn<Row>[]) {
  const defs = useMemo(
    () => columns.map(({ id, width }) => ({ id, size: width, minSize: 48, maxSize: 900 })),
    [columns],
  );
  const state = useMemo(
    () => ({
      columnPinning: {
        start: columns.filter((column) => column.frozen).map((column) => column.id),
        end: [],
      },
      columnSizing: Object.fromEntries(columns.map(({ id, width }) => [id, width])),
    }),
    [columns],
  );
  const table = useTable({ features, columns: defs, data: NO_ROWS, state });
  return useMemo(() => {
    const byId = new Map(columns.map((column) => [column.id, column]));
    const place = (id: string, index: number, left: number, width: number): Placed<Row>[] => {
      const column = byId.get(id);
      return column ? [{ column, index, left, width }] : [];
    };
    const start = table.getStartVisibleLeafColumns();
    const frozen = start.flatMap((one, index) =>
      place(one.id, index, one.getStart("start"), one.getSize()),
    );
    const loose = table
      .getCenterVisibleLeafColumns()
      .flatMap((one, index) =>
        place(one.id, start.length + index, one.getStart("center"), one.getSize()),
      );
    return {
      frozen,
      loose,
      all: [...frozen, ...loose],
      frozenWidth: table.getStartTotalSize(),
      looseWidth: table.getCenterTotalSize(),
    };
  }, [columns, table]);
}
