import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, FileX, SquareArrowOutUpRight } from "lucide-react";
import { useEffect, useMemo } from "react";
import { approvalQuery, askTaskPreview, markRead } from "@/data/flows.ts";
import type { PreviewAsk } from "@/data/previews.ts";
import { useMe } from "@/data/session.ts";
import { FlowStatus } from "@/kits/flow/FlowStatus.tsx";
import { useMoment } from "@/kits/flow/useMoment.ts";
import { useNames } from "@/kits/flow/useNames.ts";
import { Way } from "@/kits/flow/Way.tsx";
import { RecordForm } from "@/kits/record-form/RecordForm.tsx";
import type { AnewHands } from "@/kits/record-form/useAnew.ts";
import { useDraft } from "@/kits/record-form/useDraft.ts";
import type { FormView, RecordData } from "@/model/api.ts";
import { rebase } from "@/model/draft.ts";
import { type ActName, type Approval, formAt, isOpen, wayOf } from "@/model/flow.ts";
import { sentOf } from "@/model/rules.ts";
import { Person, StatePanel } from "@/ui/bits.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { Acts } from "./Acts.tsx";
import { Log } from "./Log.tsx";
import { type OnBody, useDecide } from "./useDecide.ts";

/** Defaults are not taken again while one decides. */
const NO_ANEW: AnewHands = {
  any: false,
  found: [],
  differs: new Set(),
  busy: false,
  take: async () => {},
  takeOne: () => {},
};
/** Acts that take what was typed into the form along. */
const BRINGS: readonly ActName[] = ["approve", "save"];

function Head({
  approval,
  nameOf,
}: {
  approval: Approval;
  nameOf: (who: string | null) => string;
}) {
  const { instance, record, task } = approval;
  const say = useSay();
  const me = useMe();
  const moment = useMoment();
  // Who sent it, or only looks on, may want the record itself; who decides has it here.
  const mine = instance.initiator === me.member.id || task === null;
  return (
    <header className="approval-head">
      <Link
        to="/inbox"
        className="icon-button"
        aria-label={say("flow.toInbox")}
        title={say("flow.toInbox")}
      >
        <ArrowLeft size={18} />
      </Link>
      <div className="grow">
        <div className="quiet approval-flow">
          {instance.label}
          {instance.code ? <span className="num"> · {instance.code}</span> : null}
          {instance.round > 1 ? <span> · {say("flow.round", { n: instance.round })}</span> : null}
        </div>
        <h1>{instance.title || record?.title || instance.code}</h1>
        <div className="record-standing">
          <FlowStatus status={instance.status} />
          <Person name={nameOf(instance.initiator)} />
          {instance.submitted_at ? (
            <span className="quiet" title={moment.exact(instance.submitted_at)}>
              {say("flow.submittedAt", { time: moment.near(instance.submitted_at) })}
            </span>
          ) : null}
        </div>
      </div>
      {record && mine ? (
        <Link
          to="/f/$form/r/$id"
          params={{ form: instance.form, id: instance.record }}
          className="button approval-record"
        >
          <SquareArrowOutUpRight size={14} aria-hidden />
          {say("flow.openRecord")}
        </Link>
      ) : null}
    </header>
  );
}

/** The way with its beginning and its end. */
function Panel({
  approval,
  nameOf,
}: {
  approval: Approval;
  nameOf: (who: string | null) => string;
}) {
  const { instance, ends, copies } = approval;
  const say = useSay();
  const moment = useMoment();
  const end = !isOpen(instance.status)
    ? {
        text: [
          say(`flow.ended.${instance.status}` as Word),
          instance.finished_at ? moment.near(instance.finished_at) : "",
        ].join(" "),
        look:
          instance.status === "approved"
            ? ("done" as const)
            : instance.status === "rejected"
              ? ("bad" as const)
              : ("off" as const),
      }
    : ends === "approved"
      ? { text: say("flow.willEnd"), look: "ahead" as const }
      : null;
  return (
    <>
      <Way
        steps={wayOf(approval)}
        nameOf={nameOf}
        instance={instance.id}
        from={{ who: instance.initiator, at: instance.submitted_at }}
        end={end}
      />
      {copies.length ? (
        <p className="approval-copies quiet">
          {say("flow.copies", { names: copies.map((one) => nameOf(one.person)).join("、") })}
        </p>
      ) : null}
      <Log instance={instance.id} happened={approval.happened} nameOf={nameOf} />
    </>
  );
}

interface WithRecord {
  approval: Approval;
  form: FormView;
  record: RecordData;
}

/** The record through the eyes of the node, and what one does about it. */
export function ApprovalSheet({ approval, form, record }: WithRecord) {
  const { instance, task } = approval;
  const client = useQueryClient();
  const nameOf = useNames(approval.people);
  const decide = useDecide(approval);
  const edit = task?.edit ?? [];
  // Once decided, only who reads the form by her own right is asked what its rules say.
  const ruled = form.ruled === true && (task !== null || form.verbs.includes("update"));
  const shape = useMemo(
    () => ({ ...formAt(form, task?.edit ?? [], task?.require ?? []), ruled }),
    [form, task?.edit, task?.require, ruled],
  );
  const id = task?.id;
  const ask = useMemo(
    () =>
      id === undefined
        ? undefined
        : (body: PreviewAsk, signal: AbortSignal) => askTaskPreview(id, body, signal),
    [id],
  );
  const { draft, change, preview, touched } = useDraft(
    shape,
    record,
    undefined,
    edit.length || form.ruled ? ask : undefined,
  );
  const problems = decide.refused?.problems.length
    ? decide.refused.problems
    : (preview?.problems ?? []).filter((one) => {
        const [top = ""] = one.place.split(/[.[]/);
        return top in draft.set || draft.touchedLines.includes(top);
      });
  useRead(approval);
  const carryOut = (act: ActName, body: OnBody) =>
    decide.carryOut(act, {
      ...body,
      ...(task && draft.version !== null ? { record_version: draft.version } : {}),
      ...(BRINGS.includes(act) && touched ? { fields: sentOf(draft, preview) } : {}),
    });
  /** What has changed meanwhile comes in below what was typed here. */
  const again = async () => {
    decide.forget();
    await client.invalidateQueries({ queryKey: ["approval", instance.id] });
    const fresh = client.getQueryData(approvalQuery(instance.id, id ?? "").queryKey)?.record;
    if (fresh) change((before) => rebase(before, shape, fresh));
  };
  return (
    <div className="approval">
      <Head approval={approval} nameOf={nameOf} />
      <div className="approval-body">
        <div className="approval-form">
          <RecordForm
            form={shape}
            record={record}
            draft={draft}
            preview={preview}
            problems={problems}
            change={change}
            anew={NO_ANEW}
          />
        </div>
        <aside className="approval-side" aria-label={instance.label}>
          <div className="approval-way">
            <Panel approval={approval} nameOf={nameOf} />
          </div>
          <Acts
            key={`${id ?? ""} ${instance.status}`}
            approval={approval}
            decide={decide}
            onDo={carryOut}
            onAgain={() => void again()}
          />
        </aside>
      </div>
    </div>
  );
}

/** The record is gone; what was decided about it stays. */
export function ApprovalOfGone({ approval }: { approval: Approval }) {
  const say = useSay();
  const nameOf = useNames(approval.people);
  useRead(approval);
  return (
    <div className="approval">
      <Head approval={approval} nameOf={nameOf} />
      <div className="approval-body">
        <div className="approval-form">
          <StatePanel icon={<FileX />} title={say("flow.gone")} text={say("flow.goneText")} />
        </div>
        <aside className="approval-side" aria-label={approval.instance.label}>
          <div className="approval-way">
            <Panel approval={approval} nameOf={nameOf} />
          </div>
        </aside>
      </div>
    </div>
  );
}

/** What I was told counts as looked at when it is open. */
function useRead({ copies, instance }: Approval) {
  const client = useQueryClient();
  const me = useMe().member.id;
  const unread = copies.some((one) => one.person === me && !one.read);
  useEffect(() => {
    if (!unread) return;
    // Not being able to say so is no reason to trouble who reads.
    void markRead(instance.id).then(
      () => client.invalidateQueries({ queryKey: ["inbox"] }),
      () => {},
    );
  }, [unread, instance.id, client]);
}
