import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { anewQuery, askPreview } from "@/data/previews.ts";
import { askingAnew, changesAnew, overridden, spotsOf, takenAnew } from "@/model/anew.ts";
import type { FormView, Preview, RecordData } from "@/model/api.ts";
import type { Draft } from "@/model/draft.ts";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import type { ChangeDraft } from "./useDraft.ts";

const PAUSE_MS = 400;

/** Asked when the typing pauses: it is no answer that somebody waits for. */
function useCalm<T>(value: T): T {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return calm;
}

/** Which fields differ from what their source gives now, and how they are taken from it again. */
export function useAnew(
  form: FormView,
  record: RecordData | null,
  draft: Draft,
  preview: Preview | null,
  change: ChangeDraft,
) {
  const say = useSay();
  const tell = useTell();
  const spots = useMemo(() => spotsOf(form, record, preview), [form, record, preview]);
  const paths = useMemo(() => spots.map((one) => one.path), [spots]);
  const body = useCalm(
    useMemo(() => JSON.stringify(askingAnew(draft, preview, paths)), [draft, preview, paths]),
  );
  const query = useQuery({
    ...anewQuery(form.form, JSON.parse(body)),
    enabled: paths.length > 0 && (record !== null || overridden(draft, spots)),
    placeholderData: keepPreviousData,
  });
  const found = useMemo(
    () => (query.data ? changesAnew(draft, preview, query.data, spots) : []),
    [query.data, draft, preview, spots],
  );
  const differs = useMemo(() => new Set(found.map((one) => one.path)), [found]);
  const latest = useRef({ draft, preview, spots });
  latest.current = { draft, preview, spots };

  /** Fills the form; what else is typed decides with, so that only these are asked for. */
  const take = useCallback(
    async (chosen: readonly string[]) => {
      const now = latest.current;
      try {
        const answer = await askPreview(form.form, askingAnew(now.draft, now.preview, chosen));
        const wanted = now.spots.filter((one) => chosen.includes(one.path));
        const made = changesAnew(now.draft, now.preview, answer, wanted);
        if (made.length === 0) tell.good(say("anew.same"));
        change((before) => takenAnew(before, made));
      } catch (error) {
        tell.fail(error);
      }
    },
    [form.form, change, tell, say],
  );
  const takeOne = useCallback((path: string) => void take([path]), [take]);
  return { any: paths.length > 0, found, differs, busy: query.isFetching, take, takeOne };
}
export type AnewHands = ReturnType<typeof useAnew>;
