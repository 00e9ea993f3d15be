import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSave } from "@/data/records.ts";
import type { Row } from "@/model/api.ts";
import { useTell } from "../faults/useTell.ts";

interface Moved {
  to: string;
  row: Row;
}

/** A card moves at once; it goes back, with the reason, when the server refuses. */
export function useMoveCard(form: string, by: string) {
  const tell = useTell();
  const client = useQueryClient();
  const save = useSave(form);
  const [moved, setMoved] = useState<ReadonlyMap<string, Moved>>(new Map());
  const forget = (id: string) =>
    setMoved((before) => new Map([...before].filter(([other]) => other !== id)));
  const move = (row: Row, to: string) => {
    const [id, version] = row;
    setMoved((before) => new Map(before).set(id, { to, row }));
    save.mutate(
      { id, version, set: { [by]: to || null } },
      {
        onError: tell.fail,
        onSettled: () =>
          void client.invalidateQueries({ queryKey: ["rows", form] }).then(() => forget(id)),
      },
    );
  };
  return { move, moved };
}
