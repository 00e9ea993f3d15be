/** The one wrapper around dnd-kit's sorting: mouse, touch and keyboard. */
import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import type { HTMLAttributes, ReactNode, Ref } from "react";

export type Handle = HTMLAttributes<HTMLButtonElement>;

interface ListProps {
  ids: string[];
  /** What an item is: `li` makes it a list. */
  as?: "div" | "li";
  onMove: (from: number, to: number) => void;
  render: (id: string, handle: Handle) => ReactNode;
}

function Item({
  id,
  as: Tag = "div",
  render,
}: {
  id: string;
  as: ListProps["as"];
  render: ListProps["render"];
}) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({
    id,
  });
  const style = {
    transform: transform ? `translateY(${transform.y}px)` : undefined,
    transition,
    ...(isDragging ? { position: "relative" as const, zIndex: 1, background: "var(--hover)" } : {}),
  };
  const handle = { ...attributes, ...listeners } as Handle;
  return (
    <Tag ref={setNodeRef as Ref<never>} style={style}>
      {render(id, handle)}
    </Tag>
  );
}

export function SortableList({ ids, as, onMove, render }: ListProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const items = ids.map((id) => <Item key={id} id={id} as={as} render={render} />);
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={({ active, over }) => {
        if (over && active.id !== over.id)
          onMove(ids.indexOf(String(active.id)), ids.indexOf(String(over.id)));
      }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        {as === "li" ? <ul>{items}</ul> : items}
      </SortableContext>
    </DndContext>
  );
}
