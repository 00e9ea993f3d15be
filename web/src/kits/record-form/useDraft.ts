import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { isFault } from "@/data/client.ts";
import { askPreview } from "@/data/records.ts";
import type { FormView, Preview, RecordData, Values } from "@/model/api.ts";
import { type Draft, draftOf, isTouched, newDraft, setOf } from "@/model/draft.ts";
import { newId } from "@/model/ids.ts";

const PAUSE_MS = 150;

export type ChangeDraft = (change: (draft: Draft) => Draft) => void;

/** Asks what the server would compute; earlier answers stay until the latest one is there. */
function usePreview(form: FormView, draft: Draft, wanted: boolean) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => {
    if (!wanted) {
      setPreview(null);
      return;
    }
    const timer = setTimeout(() => {
      running.current?.abort();
      const control = new AbortController();
      running.current = control;
      const body = {
        id: draft.id,
        set: setOf(draft),
        ...(draft.version === null ? {} : { version: draft.version }),
      };
      askPreview(form.form, body, control.signal).then(
        (answer) => {
          if (!control.signal.aborted) setPreview(answer);
        },
        (error) => {
          // A preview that fails says nothing; the save will say what is wrong.
          if (!isFault(error) && !control.signal.aborted) throw error;
        },
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [form.form, draft, wanted]);
  useEffect(() => () => running.current?.abort(), []);
  return preview;
}

export function useDraft(form: FormView, record: RecordData | null, given: Values | undefined) {
  const [draft, change] = useReducer(
    (before: Draft, step: (draft: Draft) => Draft) => step(before),
    null,
    () => (record ? draftOf(form, record) : newDraft(form, newId(), given)),
  );
  const touched = isTouched(draft);
  const version = record?.version;
  // Another's save, or mine, arrives: untouched forms follow it, touched ones keep until the person saves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the version, not the object
  useEffect(() => {
    if (record) change((before) => (isTouched(before) ? before : draftOf(form, record)));
  }, [version, form]);
  const depends = form.layout.some((section) => section.when);
  const preview = usePreview(form, draft, record === null || touched || depends);
  const reset = useCallback((to: RecordData) => change(() => draftOf(form, to)), [form]);
  return { draft, change: change as ChangeDraft, preview, touched, reset };
}
