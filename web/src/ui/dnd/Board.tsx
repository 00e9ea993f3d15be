/** Cards that move between columns; the same wrapper for mouse, touch and keyboard. */
import {
  type CollisionDetection,
  DndContext,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  rectIntersection,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { type ReactNode, useState } from "react";

export function BoardColumn({
  id,
  children,
  label,
  closed,
}: {
  id: string;
  label: string;
  /** The card that is held may not be put here. */
  closed: boolean;
  children: ReactNode;
}) {
  const { setNodeRef, isOver } = useDroppable({ id, disabled: closed });
  return (
    <section
      ref={setNodeRef}
      className="board-column"
      data-over={isOver || undefined}
      data-closed={closed || undefined}
      aria-label={label}
    >
      {children}
    </section>
  );
}

export function BoardCard({
  id,
  still,
  children,
}: {
  id: string;
  still: boolean;
  children: ReactNode;
}) {
  const { setNodeRef, attributes, listeners, isDragging } = useDraggable({ id, disabled: still });
  return (
    // A group, not a button: the card holds buttons of its own.
    <div
      ref={setNodeRef}
      className="board-card"
      data-dragging={isDragging || undefined}
      {...attributes}
      role="group"
      {...listeners}
    >
      {children}
    </div>
  );
}

/** The column under the pointer, not the one the card covers most; the keyboard has no pointer. */
const underHand: CollisionDetection = (held) =>
  held.pointerCoordinates ? pointerWithin(held) : rectIntersection(held);

interface BoardProps {
  children: ReactNode;
  overlay: (card: string) => ReactNode;
  onHold: (card: string | null) => void;
  onDrop: (card: string, column: string) => void;
}

export function Board({ children, overlay, onHold, onDrop }: BoardProps) {
  const [held, setNow] = useState<string | null>(null);
  const setHeld = (card: string | null) => {
    setNow(card);
    onHold(card);
  };
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor),
  );
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={underHand}
      onDragStart={({ active }) => setHeld(String(active.id))}
      onDragCancel={() => setHeld(null)}
      onDragEnd={({ active, over }) => {
        setHeld(null);
        if (over) onDrop(String(active.id), String(over.id));
      }}
    >
      {children}
      <DragOverlay dropAnimation={null}>{held ? overlay(held) : null}</DragOverlay>
    </DndContext>
  );
}
