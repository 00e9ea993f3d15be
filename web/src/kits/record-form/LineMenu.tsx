import type { Values } from "@/model/api.ts";
import { addLines, moveLine, touchLine } from "@/model/draft.ts";
import { newId } from "@/model/ids.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay } from "@/words/t.ts";
import type { ChangeDraft } from "./useDraft.ts";

interface MenuProps {
  at: number;
  count: number;
  lineKey: string;
  /** What a person entered in this line; computed parts are computed again in a copy. */
  entered: Values;
  still: boolean;
  change: ChangeDraft;
  onRemove: () => void;
}

/** The number of a line is its handle: drag to move, press for what else can be done with it. */
export function LineMenu({ at, count, lineKey, entered, still, change, onRemove }: MenuProps) {
  const say = useSay();
  if (still) return <span className="num">{at < count ? at + 1 : "+"}</span>;
  const move = (to: number) => change((before) => moveLine(before, lineKey, at, to));
  const copy = () =>
    change((before) => {
      const id = newId();
      return touchLine(addLines(before, lineKey, [id], at + 1), lineKey, id, entered);
    });
  const items = [
    { key: "up", label: say("lines.up"), disabled: at === 0, onClick: () => move(at - 1) },
    {
      key: "down",
      label: say("lines.down"),
      disabled: at === count - 1,
      onClick: () => move(at + 1),
    },
    {
      key: "insert",
      label: say("lines.insert"),
      onClick: () => change((before) => addLines(before, lineKey, [newId()], at)),
    },
    { key: "copy", label: say("lines.copy"), onClick: copy },
    { key: "delete", label: say("delete"), danger: true, onClick: onRemove },
  ];
  return (
    <MenuButton
      items={items}
      tabIndex={-1}
      className="line-handle num"
      label={say("lines.menu", { n: at + 1 })}
      button={{
        draggable: true,
        onDragStart: (event) => event.dataTransfer.setData("text/x-line", String(at)),
        onDragOver: (event) =>
          event.dataTransfer.types.includes("text/x-line") && event.preventDefault(),
        onDrop: (event) => {
          const from = Number(event.dataTransfer.getData("text/x-line"));
          change((before) => moveLine(before, lineKey, from, at));
        },
      }}
    >
      {at + 1}
    </MenuButton>
  );
}
