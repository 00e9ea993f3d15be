import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSave } from "@/data/records.ts";
import { stagesQuery } from "@/data/stages.ts";
import type { Row } from "@/model/api.ts";
import { isClear } from "@/model/stages.ts";
import { useTell } from "../faults/useTell.ts";

interface Moved {
  to: string;
  row: Row;
}

/** A card moves at once; it goes back, with the reason, when the server refuses. By a stage it waits
 * in its new column where the move asks for something: `asked` is what is to be asked.
 */
export function useMoveCard(form: string, by: string, staged: boolean) {
  const tell = useTell();
  const client = useQueryClient();
  const save = useSave(form);
  const [moved, setMoved] = useState<ReadonlyMap<string, Moved>>(new Map());
  const forget = (id: string) =>
    setMoved((before) => new Map([...before].filter(([other]) => other !== id)));
  const [asked, setAsked] = useState<{ id: string; to: string } | null>(null);
  const settled = (id: string) =>
    void client.invalidateQueries({ queryKey: ["rows", form] }).then(() => forget(id));
  const move = async (row: Row, to: string) => {
    const [id, version] = row;
    setMoved((before) => new Map(before).set(id, { to, row }));
    if (staged && to) {
      const bars = await client.fetchQuery(stagesQuery(form, id)).catch(() => null);
      const target = bars?.find((bar) => bar.field === by)?.targets.find((one) => one.key === to);
      if (target && !isClear(target)) return setAsked({ id, to });
    }
    save.mutate(
      { id, version, set: { [by]: to || null } },
      {
        onError: tell.fail,
        onSettled: () => settled(id),
      },
    );
  };
  /** The panel is closed: with the move made, or with the card back where it was. */
  const answered = (made: boolean) => {
    if (!asked) return;
    setAsked(null);
    if (made) settled(asked.id);
    else forget(asked.id);
  };
  return { move, moved, asked, answered };
}
