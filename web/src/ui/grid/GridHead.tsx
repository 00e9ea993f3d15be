import { ChevronDown } from "lucide-react";
import { type DragEvent, type PointerEvent, useRef, useState } from "react";
import { MenuButton } from "../Menu.tsx";
import { GUTTER } from "./GridRow.tsx";
import type { GridWords } from "./types.ts";
import type { Placed } from "./useColumns.ts";

interface HeadProps<Row> {
  frozen: readonly Placed<Row>[];
  loose: readonly Placed<Row>[];
  padLeft: number;
  padRight: number;
  words: GridWords;
  allPicked: boolean | "some";
  onPickAll: (() => void) | undefined;
  onResize: ((column: string, width: number) => void) | undefined;
  onReorder: ((column: string, before: string) => void) | undefined;
}

function ResizeEdge({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const move = (event: PointerEvent) => {
    if (start.current)
      onResize(Math.max(48, Math.min(900, start.current.width + event.clientX - start.current.x)));
  };
  return (
    <span
      className="head-edge"
      onPointerDown={(event) => {
        event.stopPropagation();
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null;
      }}
    />
  );
}

function HeadCell<Row>(props: {
  placed: Placed<Row>;
  left?: number;
  edge?: boolean;
  head: HeadProps<Row>;
  over: boolean;
  onOver: (id: string | null) => void;
}) {
  const { column, width, index } = props.placed;
  const { onResize, onReorder, words } = props.head;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    props.onOver(null);
    const moved = event.dataTransfer.getData("text/x-column");
    if (moved && moved !== column.id) onReorder?.(moved, column.id);
  };
  const title = (
    <>
      {column.icon ? (
        <span className="head-icon" aria-hidden>
          {column.icon}
        </span>
      ) : null}
      <span className="cut">{column.title}</span>
      {column.mark}
      {column.required ? <span className="minus">*</span> : null}
    </>
  );
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      className={[
        "head-cell",
        column.align === "end" && "end",
        props.left !== undefined && "frozen",
        props.edge && "edge",
      ]
        .filter(Boolean)
        .join(" ")}
      data-over={props.over || undefined}
      style={props.left === undefined ? { width } : { width, left: props.left }}
      draggable={onReorder !== undefined}
      onDragStart={(event) => event.dataTransfer.setData("text/x-column", column.id)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("text/x-column")) return;
        event.preventDefault();
        props.onOver(column.id);
      }}
      onDragLeave={() => props.onOver(null)}
      onDrop={drop}
    >
      {column.menu ? (
        <MenuButton
          items={column.menu}
          className="head-button"
          title={column.title}
          label={`${column.title} ${words.menu}`}
        >
          {title}
          <ChevronDown size={12} className="head-caret" aria-hidden />
        </MenuButton>
      ) : (
        <span className="head-button" title={column.title}>
          {title}
        </span>
      )}
      {onResize ? (
        <ResizeEdge width={width} onResize={(next) => onResize(column.id, next)} />
      ) : null}
    </div>
  );
}

export function GridHead<Row>(props: HeadProps<Row>) {
  const [over, setOver] = useState<string | null>(null);
  const shared = { head: props, onOver: setOver };
  return (
    <div role="row" aria-rowindex={1} className="grid-head">
      <div role="columnheader" aria-colindex={1} className="gutter" style={{ width: GUTTER }}>
        {props.onPickAll ? (
          <input
            type="checkbox"
            aria-label={props.words.pickAll}
            checked={props.allPicked === true}
            ref={(box) => {
              if (box) box.indeterminate = props.allPicked === "some";
            }}
            onChange={props.onPickAll}
          />
        ) : (
          <span className="hidden-text">#</span>
        )}
      </div>
      {props.frozen.map((placed, at) => (
        <HeadCell
          key={placed.column.id}
          placed={placed}
          left={GUTTER + placed.left}
          edge={at === props.frozen.length - 1}
          over={over === placed.column.id}
          {...shared}
        />
      ))}
      {props.padLeft ? <span style={{ flex: "none", width: props.padLeft }} /> : null}
      {props.loose.map((placed) => (
        <HeadCell
          key={placed.column.id}
          placed={placed}
          over={over === placed.column.id}
          {...shared}
        />
      ))}
      {props.padRight ? <span style={{ flex: "none", width: props.padRight }} /> : null}
    </div>
  );
}
