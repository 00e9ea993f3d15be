import { Input } from "antd";
import { Check, CircleAlert, X } from "lucide-react";
import { useState } from "react";
import { type BatchResult, useBatch } from "@/data/inbox.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import { useKey } from "@/kits/flow/useKey.ts";
import type { InboxLine } from "@/model/flow.ts";
import { useSay } from "@/words/t.ts";

interface BatchProps {
  picked: readonly InboxLine[];
  onClear: () => void;
  onDone: (refused: ReadonlySet<string>) => void;
}
export interface RefusedLine {
  line: InboxLine;
  why: string;
}

/** Several at once with one opinion; whoever was refused is told one by one. */
export function InboxBatch(props: BatchProps & { onRefused: (lines: RefusedLine[]) => void }) {
  const { picked, onClear, onDone, onRefused } = props;
  const say = useSay();
  const tell = useTell();
  const key = useKey();
  const batch = useBatch();
  const [opinion, setOpinion] = useState("");
  const approve = () => {
    const tasks = picked.flatMap((line) => line.task ?? []);
    const body = { tasks, opinion: opinion.trim() };
    batch.mutate(
      { ...body, key: key.of(body) },
      {
        onError: tell.fail,
        onSuccess: ({ results }) => {
          key.done();
          const refused = results.filter((one) => one.refused);
          const agreed = results.length - refused.length;
          if (agreed) tell.good(say("inbox.batchDone", { n: agreed }));
          onRefused(
            refused.flatMap((one) => {
              const line = picked.find((other) => other.task === one.task);
              return line ? [{ line, why: whyOf(one) }] : [];
            }),
          );
          setOpinion("");
          onDone(new Set(refused.map((one) => one.task)));
        },
      },
    );
  };
  return (
    <div className="inbox-batch" role="toolbar" aria-label={say("inbox.batch")}>
      <strong>{say("batch.title", { n: picked.length })}</strong>
      <Input
        value={opinion}
        maxLength={2000}
        placeholder={say("inbox.batchOpinion")}
        aria-label={say("flow.opinion")}
        onChange={(event) => setOpinion(event.target.value)}
        onPressEnter={approve}
      />
      <button
        type="button"
        className="button primary"
        disabled={batch.isPending || picked.length === 0}
        onClick={approve}
      >
        <Check size={15} aria-hidden />
        {say("inbox.batchApprove")}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={say("batch.clear")}
        onClick={onClear}
      >
        <X size={16} />
      </button>
    </div>
  );
}

const whyOf = ({ refused }: BatchResult): string =>
  [refused?.message, refused?.problems?.[0]?.message].filter(Boolean).join("：");

/** What could not be approved with the others, and why; each opens. */
export function InboxRefused(props: {
  lines: readonly RefusedLine[];
  onOpen: (line: InboxLine) => void;
  onClose: () => void;
}) {
  const say = useSay();
  return (
    <section className="inbox-refused" role="alert" aria-label={say("inbox.refused")}>
      <header className="row-flex">
        <CircleAlert size={16} aria-hidden />
        <strong className="grow">{say("inbox.refusedCount", { n: props.lines.length })}</strong>
        <button
          type="button"
          className="icon-button"
          aria-label={say("close")}
          onClick={props.onClose}
        >
          <X size={16} />
        </button>
      </header>
      <ul>
        {props.lines.map(({ line, why }) => (
          <li key={line.task}>
            <button type="button" className="link-button cut" onClick={() => props.onOpen(line)}>
              {line.title || line.code}
            </button>
            <span>{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
