import {
  Background,
  Controls,
  type Edge,
  type Node,
  ReactFlow,
  type ReactFlowInstance,
} from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TriedWay } from "@/data/designs.ts";
import {
  at,
  insert,
  listOf,
  mapOf,
  type Path,
  pathOf,
  pathText,
  put,
  textOf,
} from "@/model/design.ts";
import { moved, type NewNode, newNode } from "@/model/flow-design.ts";
import { drawn, type Placed } from "@/model/flow-layout.ts";
import { useSay, type Word } from "@/words/t.ts";
import { useDesigning } from "./context.ts";
import { SHAPES, type Shown } from "./Shapes.tsx";
import "@xyflow/react/dist/base.css";

interface Props {
  chosen: string;
  /** Places with problems. */
  marks: ReadonlySet<string>;
  way: TriedWay | null;
  onChoose: (place: string) => void;
}
const NEAR = 70; // how near a dropped node has to be to a place, in the canvas's own measure

/** The flow from top to bottom: a click chooses, a plus adds, what is dragged goes where a plus is near. */
export function Canvas({ chosen, marks, way, onChoose }: Props) {
  const say = useSay();
  const { data, change } = useDesigning();
  const [moving, setMoving] = useState("");
  const [near, setNear] = useState("");
  const shown = useRef<ReactFlowInstance<Node<Shown>> | null>(null);
  const drawing = useMemo(() => drawn(data), [data]);
  const taken = useMemo(() => new Map(way?.nodes.map((one) => [one.key, one])), [way]);

  const add = useCallback(
    (kind: NewNode, list: Path, index: number) => {
      const label = say(`flow-design.new.${kind}` as Word);
      change(insert(data, list, index, newNode(kind, data, label)));
      onChoose(pathText([...list, index]));
    },
    [change, data, onChoose, say],
  );
  const moveTo = useCallback(
    (from: string, list: Path, index: number) => {
      setMoving("");
      setNear("");
      const next = moved(data, pathOf(from), list, index);
      if (JSON.stringify(next) !== JSON.stringify(data)) change(next);
      onChoose("");
    },
    [change, data, onChoose],
  );
  const remove = useCallback(
    (place: string) => {
      const path = pathOf(place);
      // A branch of two is no branch: what is in the other one takes the block's place by hand.
      change(put(data, path, undefined));
      onChoose("");
    },
    [change, data, onChoose],
  );

  const nodes = useMemo(
    () =>
      drawing.placed.map((one): Node<Shown> => {
        const value = at(data, one.path);
        const key = textOf(mapOf(value).node);
        const step = way && one.kind === "card" ? taken.get(key) : undefined;
        return {
          id: one.id,
          type: one.kind,
          position: { x: one.x, y: one.y },
          width: one.width,
          height: one.height,
          draggable: one.kind === "card" || one.kind === "block",
          selectable: false,
          focusable: false,
          // A plus and a head of a branch are pressed too, though nobody drags them.
          style: { pointerEvents: "all" },
          data: {
            place: one,
            value,
            chosen: chosen === choice(one),
            bad: marks.has(one.id),
            near: near === one.id,
            moving,
            tried: way && one.kind === "card" ? (step ? step.state : "off") : "",
            people: step?.people ?? [],
            onChoose: () => onChoose(choice(one)),
            onAdd: (kind) => add(kind, one.list ?? [], one.index ?? 0),
            onDrop: () => moveTo(moving, one.list ?? [], one.index ?? 0),
            onMove: () => setMoving(moving === one.id ? "" : one.id),
            onRemove: () => remove(one.id.replace(/^branch:/, "")),
          },
        };
      }),
    [add, chosen, data, drawing, marks, moveTo, moving, near, onChoose, remove, taken, way],
  );
  const edges = useMemo(
    () =>
      drawing.lines.map(
        (one): Edge => ({ id: one.id, source: one.from, target: one.to, type: "smoothstep" }),
      ),
    [drawing],
  );
  // A move that was begun is given up by Escape.
  useEffect(() => {
    if (!moving) return;
    const heard = (event: KeyboardEvent) => event.key === "Escape" && setMoving("");
    window.addEventListener("keydown", heard);
    return () => window.removeEventListener("keydown", heard);
  }, [moving]);

  const nearest = (x: number, y: number, from: string): Placed | null => {
    let best: Placed | null = null;
    let far = NEAR;
    for (const one of drawing.placed) {
      if (one.kind !== "plus" || pathText(one.list ?? []).startsWith(`${from}.`)) continue;
      const away = Math.hypot(one.x + one.width / 2 - x, one.y + one.height / 2 - y);
      if (away < far) [best, far] = [one, away];
    }
    return best;
  };
  const middle = (node: Node) =>
    [node.position.x + (node.width ?? 0) / 2, node.position.y + (node.height ?? 0) / 2] as const;

  return (
    <div className="flow-canvas" data-moving={moving ? "" : undefined}>
      {moving ? (
        <p className="flow-moving" role="status">
          {say("flow-design.moving")}
          <button type="button" className="link-like" onClick={() => setMoving("")}>
            {say("cancel")}
          </button>
        </p>
      ) : null}
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={SHAPES}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={0.3}
        maxZoom={1.5}
        proOptions={{ hideAttribution: true }}
        onInit={(instance) => {
          shown.current = instance;
          centre(instance, drawing.width, drawing.height);
        }}
        onPaneClick={() => onChoose("")}
        onNodeDrag={(_, node) => setNear(nearest(...middle(node), node.id)?.id ?? "")}
        onNodeDragStop={(_, node) => {
          const goal = nearest(...middle(node), node.id);
          setNear("");
          const from = drawing.placed.find((one) => one.id === node.id);
          if (goal && from) moveTo(node.id, goal.list ?? [], goal.index ?? 0);
        }}
      >
        <Background gap={20} size={1} />
        <Controls showInteractive={false} position="bottom-left" />
      </ReactFlow>
      {listOf(data.nodes).length === 0 ? (
        <p className="flow-empty">{say("flow-design.empty")}</p>
      ) : null}
    </div>
  );
}

const choice = (one: Placed): string =>
  one.kind === "branch" ? pathText(one.path) : one.kind === "join" ? "" : one.id;

/** The beginning at the top, in the middle, as large as the canvas allows. */
function centre(instance: ReactFlowInstance<Node<Shown>>, width: number, height: number) {
  const pane = document.querySelector(".flow-canvas");
  const room = pane?.getBoundingClientRect();
  if (!room) return;
  const fit = Math.min(1, (room.width - 32) / width, Math.max(0.6, (room.height - 48) / height));
  const zoom = Math.max(0.35, fit);
  instance.setViewport({ x: (room.width - width * zoom) / 2, y: 24, zoom });
}
