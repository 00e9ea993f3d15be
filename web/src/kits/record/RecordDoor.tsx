import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import type { LinkValue, Values } from "@/model/api.ts";
import { newId } from "@/model/ids.ts";
import { withWords } from "@/words/t.ts";
import { type Door, DoorContext } from "../door/door.ts";

const RecordPane = lazy(() =>
  withWords("record", import("./RecordPane.tsx")).then((m) => ({ default: m.RecordPane })),
);

interface Opened {
  key: string;
  form: string;
  id: string | null;
  given?: Values;
  answer?: (made: LinkValue | null) => void;
}

/** Records opened from within others stand in front of them, one over the other. */
export function RecordDoor({ children }: { children: ReactNode }) {
  const [stack, setStack] = useState<readonly Opened[]>([]);
  const door = useMemo(
    (): Door => ({
      open: (form, id) => setStack((before) => [...before, { key: newId(), form, id }]),
      create: (form, given) =>
        new Promise((answer) => {
          const opened: Opened = { key: newId(), form, id: null, answer };
          setStack((before) => [...before, given ? { ...opened, given } : opened]);
        }),
    }),
    [],
  );
  const close = (opened: Opened, made: LinkValue | null) => {
    setStack((before) => before.filter((one) => one.key !== opened.key));
    opened.answer?.(made);
  };
  return (
    <DoorContext value={door}>
      {children}
      <Suspense>
        {stack.map((opened) => (
          <RecordPane
            key={opened.key}
            form={opened.form}
            id={opened.id}
            {...(opened.given ? { given: opened.given } : {})}
            onClose={() => close(opened, null)}
            onSaved={(record) =>
              opened.id === null && close(opened, { id: record.id, title: record.title })
            }
          />
        ))}
      </Suspense>
    </DoorContext>
  );
}
