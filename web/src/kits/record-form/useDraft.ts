import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { isFault } from "@/data/client.ts";
import { askPreview, type PreviewAsk } from "@/data/previews.ts";
import type { FormView, Preview, RecordData, Values } from "@/model/api.ts";
import { type Draft, draftOf, isTouched, newDraft, rebase } from "@/model/draft.ts";
import { newId } from "@/model/ids.ts";
import { asking, sentOf } from "@/model/rules.ts";

const PAUSE_MS = 150;
const AGAIN = 3;

export type ChangeDraft = (change: (draft: Draft) => Draft) => void;

/** Who is asked what a draft would compute, where it is not the form itself. */
export type AskDraft = (body: PreviewAsk, signal: AbortSignal) => Promise<Preview>;

const NOTHING: Preview = { values: {}, lines: {}, problems: [] };

/** Asks what the server would compute; earlier answers stay until the latest one is there. `stored` is
 * what they were computed from: where others move that, they are asked for again.
 */
function usePreview(
  form: FormView,
  draft: Draft,
  stored: RecordData | null,
  wanted: boolean,
  ask: AskDraft | undefined,
) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const running = useRef<AbortController | null>(null);
  // What a rule withholds is not sent; where an answer changes that, it is asked again, but not for
  // ever: two rules might contradict each other.
  const sent = useMemo(() => JSON.stringify(sentOf(draft, preview)), [draft, preview]);
  const again = useRef({ draft, left: AGAIN });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is sent follows the draft and what was answered
  useEffect(() => {
    if (again.current.draft !== draft) again.current = { draft, left: AGAIN };
    else if (again.current.left-- <= 0) return;
    if (!wanted) {
      setPreview(null);
      return;
    }
    const timer = setTimeout(
      () => {
        running.current?.abort();
        const control = new AbortController();
        running.current = control;
        const body = asking(draft, preview);
        (ask?.(body, control.signal) ?? askPreview(form.form, body, control.signal)).then(
          (answer) => {
            if (!control.signal.aborted) setPreview(answer);
          },
          (error) => {
            // A preview that fails says nothing; the save will say what is wrong.
            if (!isFault(error) && !control.signal.aborted) throw error;
            if (!control.signal.aborted) setPreview((before) => before ?? NOTHING);
          },
        );
      },
      isTouched(draft) ? PAUSE_MS : 0,
    );
    return () => clearTimeout(timer);
  }, [form.form, sent, draft.version, stored, wanted, ask]);
  useEffect(() => () => running.current?.abort(), []);
  return preview;
}

export function useDraft(
  form: FormView,
  record: RecordData | null,
  given: Values | undefined,
  ask?: AskDraft,
) {
  const [draft, change] = useReducer(
    (before: Draft, step: (draft: Draft) => Draft) => step(before),
    null,
    () => (record ? draftOf(form, record) : newDraft(form, newId(), given)),
  );
  const touched = isTouched(draft);
  // Another's save, or mine, arrives: untouched forms follow it, touched ones keep until the person
  // saves. What was computed elsewhere comes without a new version, and under what one has typed.
  useEffect(() => {
    if (!record) return;
    change((before) => {
      if (!isTouched(before)) return draftOf(form, record);
      return before.version === record.version ? rebase(before, form, record) : before;
    });
  }, [record, form]);
  const wanted = record === null || touched || form.ruled === true || ask !== undefined;
  const preview = usePreview(form, draft, record, wanted, ask);
  const reset = useCallback((to: RecordData) => change(() => draftOf(form, to)), [form]);
  return { draft, change: change as ChangeDraft, preview, touched, reset };
}
