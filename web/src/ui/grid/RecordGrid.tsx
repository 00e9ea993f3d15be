/** A fast grid: virtual rows and columns, one cursor, one edit line. It draws what it is given and knows no business. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { type Cursor, cursorAt, fitted, rangeOf } from "./cursor.ts";
import { GridFoot } from "./GridFoot.tsx";
import { GridHead } from "./GridHead.tsx";
import { GridRow, GUTTER } from "./GridRow.tsx";
import "./grid.css";
import { Ink } from "./Ink.tsx";
import type { GridProps } from "./types.ts";
import { useColumns } from "./useColumns.ts";
import { useEditing } from "./useEditing.ts";
import { usePicks } from "./usePicks.ts";
import { usePointer } from "./usePointer.ts";

const HEAD = 36;

export function RecordGrid<Row>(props: GridProps<Row>) {
  const { rowCount, rowAt, keyOf, rowHeight, groupAt } = props;
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const ink = useRef<HTMLTextAreaElement>(null);
  const { frozen, loose, all, frozenWidth, looseWidth } = useColumns(props.columns);
  const [wanted, setCursor] = useState<Cursor>(cursorAt(0, 0));
  const [focused, setFocused] = useState(false);
  const cursor = useMemo(
    () => fitted(wanted, rowCount, all.length),
    [wanted, rowCount, all.length],
  );

  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: HEAD,
    scrollPaddingEnd: HEAD,
  });
  const cols = useVirtualizer({
    horizontal: true,
    count: loose.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => loose[index]?.width ?? 120,
    overscan: 2,
    scrollPaddingStart: GUTTER + frozenWidth,
    paddingStart: 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes follow the columns and the row height
  useEffect(() => cols.measure(), [props.columns, cols]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes follow the columns and the row height
  useEffect(() => rows.measure(), [rowHeight, rows]);

  const seen = rows.getVirtualItems();
  const [first, last] = [seen[0]?.index ?? 0, seen.at(-1)?.index ?? 0];
  const { onSeen } = props;
  useEffect(() => onSeen?.(first, last), [onSeen, first, last]);

  const shown = cols.getVirtualItems();
  const [firstCol, lastCol] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? -1];
  const window_ = useMemo(() => loose.slice(firstCol, lastCol + 1), [loose, firstCol, lastCol]);
  const padLeft = window_[0]?.left ?? 0;
  const padRight = looseWidth - padLeft - window_.reduce((sum, one) => sum + one.width, 0);

  const bounds = {
    rows: rowCount,
    cols: all.length,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2),
    isRow: (r: number) => !groupAt?.(r),
  };
  const move = useCallback(
    (next: Cursor, reveal = true) => {
      setCursor(next);
      if (!reveal) return;
      rows.scrollToIndex(next.at.r, { align: "auto" });
      if (next.at.c >= frozen.length)
        cols.scrollToIndex(next.at.c - frozen.length, { align: "auto" });
    },
    [rows, cols, frozen.length],
  );
  const leave = () => ink.current?.blur();
  const edit = useEditing({ props, columns: all, cursor, bounds, move, leave });
  const pointer = usePointer({ cursor, move, edit, ink, scroller });

  const range = rangeOf(cursor);
  const picks = usePicks(props);
  const width = GUTTER + frozenWidth + looseWidth;
  const place = all[cursor.at.c];
  const isFrozen = cursor.at.c < frozen.length;

  return (
    <div className={props.snug ? "grid-box snug" : "grid-box"} data-focused={focused || undefined}>
      <div ref={scroller} className="grid-scroll" {...pointer}>
        <div
          role="grid"
          aria-label={props.label}
          aria-rowcount={rowCount + 1}
          aria-colcount={all.length + 1}
          aria-multiselectable
          className="grid-body"
          style={{ width, minWidth: "100%" }}
        >
          <GridHead
            frozen={frozen}
            loose={window_}
            padLeft={padLeft}
            padRight={padRight}
            words={props.words}
            allPicked={picks.all}
            onPickAll={props.onPick ? picks.pickAll : undefined}
            onResize={props.onResize}
            onReorder={props.onReorder}
          />
          <div role="rowgroup" style={{ position: "relative", height: rows.getTotalSize() }}>
            {seen.map((item) => {
              const group = groupAt?.(item.index);
              if (group) {
                return (
                  <div
                    key={`g${item.index}`}
                    role="row"
                    aria-rowindex={item.index + 2}
                    className="grid-row grid-group"
                    style={{ top: item.start, height: rowHeight }}
                  >
                    <div role="gridcell" className="group-cell">
                      {group}
                    </div>
                  </div>
                );
              }
              const row = rowAt(item.index);
              const key = row === undefined ? `…${item.index}` : keyOf(row);
              const inside = focused && item.index >= range.top && item.index <= range.bottom;
              return (
                <GridRow
                  key={key}
                  row={row}
                  rowKey={key}
                  index={item.index}
                  number={props.numberAt?.(item.index) ?? item.index + 1}
                  top={item.start}
                  height={rowHeight}
                  frozen={frozen}
                  loose={window_}
                  padLeft={padLeft}
                  padRight={padRight}
                  active={focused && cursor.at.r === item.index ? cursor.at.c : -1}
                  rangeLeft={inside ? range.left : -1}
                  rangeRight={inside ? range.right : -2}
                  picked={props.picked?.has(key) ?? false}
                  open={props.openRow === key}
                  flash={props.flashing?.has(key) ?? false}
                  marks={props.markOf}
                  gutter={row === undefined ? null : props.gutter?.(row, item.index)}
                  gridId={gridId}
                  words={props.words}
                  onPick={props.onPick ? picks.pick : undefined}
                  onOpen={props.onOpen}
                />
              );
            })}
          </div>
          {props.columns.some((column) => column.footer !== undefined) ? (
            <GridFoot frozen={frozen} loose={window_} padLeft={padLeft} padRight={padRight} />
          ) : null}
        </div>
        {props.after ? <div className="grid-after">{props.after}</div> : null}
        <Ink
          inkRef={ink}
          gridId={gridId}
          edit={edit}
          cursor={cursor}
          label={props.words.editing.replace("{title}", place?.column.title ?? "")}
          top={HEAD + cursor.at.r * rowHeight}
          left={GUTTER + (place?.left ?? 0) + (isFrozen ? 0 : frozenWidth)}
          width={place?.width ?? 0}
          height={rowHeight}
          frozen={isFrozen}
          scroller={scroller}
          onFocus={setFocused}
        />
      </div>
    </div>
  );
}
