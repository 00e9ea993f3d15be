import { useState } from "react";
import { isFault } from "@/data/client.ts";
import { useCreate, useSave } from "@/data/records.ts";
import type { FormView, Preview, Problem, RecordData, Stale } from "@/model/api.ts";
import type { Draft } from "@/model/draft.ts";
import { sentOf } from "@/model/rules.ts";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";

/** Saves a draft; what the server refuses becomes problems at their places, a stale save a conflict. */
export function useSaving(
  form: FormView,
  draft: Draft,
  preview: Preview | null,
  reset: (record: RecordData) => void,
  onSaved: ((record: RecordData) => void) | undefined,
) {
  const say = useSay();
  const tell = useTell();
  const create = useCreate(form.form);
  const update = useSave(form.form);
  // What a save was refused for holds as long as nothing is changed after it.
  const [refused, setRefused] = useState<{ draft: Draft; problems: readonly Problem[] } | null>(
    null,
  );
  const [stale, setStale] = useState<Stale | null>(null);
  const [attempt, setAttempt] = useState(0);
  const save = async () => {
    const set = sentOf(draft, preview);
    try {
      const { saved } =
        draft.version === null
          ? await create.mutateAsync([{ id: draft.id, set }])
          : await update.mutateAsync({ id: draft.id, version: draft.version, set });
      const [record] = saved;
      if (!record) return;
      setRefused(null);
      setAttempt(0);
      reset(record);
      tell.good(say("record.saved"));
      onSaved?.(record);
    } catch (error) {
      setAttempt((before) => before + 1);
      if (isFault(error) && error.stale) return setStale(error.stale);
      if (isFault(error) && error.problems.length)
        return setRefused({ draft, problems: error.problems });
      tell.fail(error);
    }
  };
  return {
    save: () => void save(),
    busy: create.isPending || update.isPending,
    problems: refused?.draft === draft ? refused.problems : null,
    stale,
    attempt,
    tried: attempt > 0,
    forgive: () => {
      setStale(null);
      setAttempt(0);
    },
  };
}
