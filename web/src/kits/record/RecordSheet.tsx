import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from "react";
import type { FormView, RecordData, Values } from "@/model/api.ts";
import { discarded } from "@/model/draft.ts";
import { atOnce } from "@/model/rules.ts";
import { ask } from "@/ui/notices.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay, withWords } from "@/words/t.ts";
import { RecordForm } from "../record-form/RecordForm.tsx";
import { useAnew } from "../record-form/useAnew.ts";
import { useDraft } from "../record-form/useDraft.ts";
import { ConflictPanel } from "./ConflictPanel.tsx";
import type { Neighbours } from "./neighbours.ts";
import { ProblemsPanel } from "./ProblemsPanel.tsx";
import { RecordHead } from "./RecordHead.tsx";
import "./record.css";
import { SaveBar } from "./SaveBar.tsx";
import { SidePanel, type SideTab } from "./SidePanel.tsx";
import { useFirstField } from "./useFirstField.ts";
import { useSaving } from "./useSaving.ts";

const AnewDialog = lazy(() => import("./AnewDialog.tsx").then((m) => ({ default: m.AnewDialog })));
const LockLine = lazy(() => import("./LockLine.tsx").then((m) => ({ default: m.LockLine })));
const StageBars = lazy(() =>
  withWords("stage", import("../stage/StageBars.tsx")).then((m) => ({ default: m.StageBars })),
);

interface SheetProps {
  form: FormView;
  record: RecordData | null;
  given: Values | undefined;
  neighbours: Neighbours | undefined;
  onClose: (() => void) | undefined;
  onGone: () => void;
  onSaved: ((record: RecordData) => void) | undefined;
  mayClose?: RefObject<() => Promise<boolean>>;
  side?: SideTab;
}

/** A record with everything around it: head, form, save bar, side panel. */
export function RecordSheet(props: SheetProps) {
  const { form, record } = props;
  const say = useSay();
  const narrow = useNarrow();
  const { draft, change, preview, touched, reset } = useDraft(form, record, props.given);
  const saving = useSaving(form, draft, preview, reset, props.onSaved);
  const [side, setSide] = useState<SideTab | null>(narrow ? null : (props.side ?? null));
  const anew = useAnew(form, record, draft, preview, change);
  const [taking, setTaking] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const mayWrite = record ? record.abilities.update : form.verbs.includes("create");

  const problems = useMemo(() => {
    if (saving.problems) return saving.problems;
    const known = new Set([...Object.keys(draft.set), ...draft.touchedLines]);
    return (preview?.problems ?? []).filter(
      (problem) =>
        saving.tried || atOnce(problem.code) || known.has(problem.place.split(/[.[]/)[0] ?? ""),
    );
  }, [preview, saving.problems, saving.tried, draft.set, draft.touchedLines]);

  const { mayClose } = props;
  useEffect(() => {
    if (!mayClose) return;
    mayClose.current = async () => !touched || (await ask(leaveAsk(say)));
  }, [mayClose, touched, say]);
  useEffect(() => {
    if (!touched) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [touched]);

  const save = () => {
    if (saving.busy || (!touched && record)) return;
    // The field one stands in gives its value when it loses the focus.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    setTimeout(() => saving.save(), 0);
  };
  const saveNow = useRef(save);
  saveNow.current = save;
  const sheet = useRef<HTMLDivElement>(null);
  // Ctrl-S works wherever the focus is; of several sheets it means the one in front.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      if ([...document.querySelectorAll(".record-sheet")].at(-1) === sheet.current)
        saveNow.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  useFirstField(sheet, record === null && !narrow);
  const discard = () => change((before) => discarded(before, form));
  return (
    <div ref={sheet} className="record-sheet">
      <RecordHead
        {...props}
        side={side}
        onSide={setSide}
        touched={touched}
        onAnew={anew.any ? () => setTaking(true) : undefined}
      />
      <div className="record-body">
        <div ref={box} className="record-main">
          {record && form.fields.some((field) => field.kind === "stage") ? (
            <Suspense fallback={<div className="stage-coming" />}>
              <StageBars form={form} record={record} touched={touched} />
            </Suspense>
          ) : null}
          {saving.stale ? (
            <ConflictPanel
              form={form}
              draft={draft}
              stale={saving.stale}
              onChange={change}
              onDone={saving.forgive}
            />
          ) : null}
          {preview?.locked?.length ? (
            <Suspense>
              <LockLine form={form} locked={preview.locked} />
            </Suspense>
          ) : null}
          <ProblemsPanel
            form={form}
            problems={saving.tried ? problems : []}
            box={box}
            attempt={saving.attempt}
          />
          <RecordForm
            form={form}
            record={record}
            draft={draft}
            preview={preview}
            problems={problems}
            change={change}
            anew={anew}
          />
        </div>
        {record && side ? (
          <SidePanel form={form} record={record} tab={side} onTab={setSide} />
        ) : null}
      </div>
      {taking ? (
        <Suspense>
          <AnewDialog form={form} record={draft.id} anew={anew} onClose={() => setTaking(false)} />
        </Suspense>
      ) : null}
      {mayWrite && (touched || record === null) ? (
        <SaveBar
          fresh={record === null}
          busy={saving.busy}
          count={Object.keys(draft.set).length + draft.touchedLines.length}
          onSave={save}
          onDiscard={record ? discard : props.onClose}
        />
      ) : null}
    </div>
  );
}

const leaveAsk = (say: ReturnType<typeof useSay>) => ({
  title: say("record.leaveAsk"),
  text: say("record.leaveText"),
  yes: say("record.leave"),
  no: say("record.stay"),
  danger: true,
});
