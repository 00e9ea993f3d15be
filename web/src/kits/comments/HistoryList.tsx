import { Button } from "antd";
import { ArrowRight, History } from "lucide-react";
import { useHistory } from "@/data/comments.ts";
import type { FormView, HistoryChange, HistoryEntry, Value } from "@/model/api.ts";
import { exactMoment, sayMoment } from "@/model/dates.ts";
import { fieldOf, isBlank } from "@/model/values.ts";
import { Avatar, Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import { dateWords, FieldCell, useTongue } from "../fields/index.ts";
import { usePersonName } from "./Comments.tsx";
import "./comments.css";

function Side({
  form,
  id,
  path,
  value,
}: {
  form: FormView;
  id: string;
  path: string;
  value: Value;
}) {
  const field = fieldOf(form, path);
  if (isBlank(value)) return <span className="quiet">—</span>;
  if (field) return <FieldCell field={field} value={value} form={form.form} record={id} />;
  return (
    <span className="cut">{typeof value === "object" ? JSON.stringify(value) : String(value)}</span>
  );
}

/** A value as the server wrote it for reading. */
const Said = ({ value }: { value: Value }) => (
  <span className={isBlank(value) ? "quiet" : undefined}>
    {isBlank(value) ? "—" : String(value)}
  </span>
);

/** What happened to the rows of a sub-form, the columns of one row together. */
function LinesChange({ lines }: { lines: NonNullable<HistoryChange["lines"]> }) {
  const say = useSay();
  const rows = [...new Set(lines.changed.map((one) => one.row))];
  return (
    <ul className="history-lines">
      {lines.added ? <li>{say("history.added", { n: lines.added })}</li> : null}
      {lines.removed ? <li>{say("history.removed", { n: lines.removed })}</li> : null}
      {rows.map((row) => (
        <li key={row}>
          <span className="quiet num">{say("paste.row", { n: row })}</span>
          {lines.changed
            .filter((one) => one.row === row)
            .map((one) => (
              <div key={one.label} className="row-flex history-change">
                <span className="history-column quiet">{one.label}</span>
                <s>
                  <Said value={one.before} />
                </s>
                <ArrowRight size={12} aria-label="→" />
                <Said value={one.after} />
              </div>
            ))}
        </li>
      ))}
    </ul>
  );
}

function Change({ change, form, id }: { change: HistoryChange; form: FormView; id: string }) {
  if (change.lines) return <LinesChange lines={change.lines} />;
  return (
    <div className="row-flex history-change">
      <s>
        <Side form={form} id={id} path={change.field} value={change.before ?? null} />
      </s>
      <ArrowRight size={12} aria-label="→" />
      <Side form={form} id={id} path={change.field} value={change.after ?? null} />
    </div>
  );
}

function Entry({ entry, form, id }: { entry: HistoryEntry; form: FormView; id: string }) {
  const tongue = useTongue();
  const { say } = tongue;
  const nameOf = usePersonName();
  return (
    <article className="comment">
      <Avatar name={nameOf(entry.by)} size={28} />
      <div className="grow">
        <header className="row-flex">
          <strong>{nameOf(entry.by)}</strong>
          <span>{say(`act.${entry.act}` as Word)}</span>
          <time className="quiet" title={exactMoment(entry.at)}>
            {sayMoment(entry.at, dateWords(tongue), tongue.language)}
          </time>
        </header>
        {entry.act === "create" ? null : (
          <ul className="history-changes">
            {entry.changes.map((change) => (
              <li key={change.field}>
                <span className="quiet">{change.label}</span>
                <Change change={change} form={form} id={id} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </article>
  );
}

/** Who changed what, from what, to what. */
export function HistoryList({ form, id }: { form: FormView; id: string }) {
  const say = useSay();
  const history = useHistory(form.form, id);
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? [];
  if (history.error)
    return <FaultPanel error={history.error} onRetry={() => void history.refetch()} />;
  if (history.isPending) return <Bone height={48} />;
  if (entries.length === 0) return <StatePanel icon={<History />} title={say("history.none")} />;
  return (
    <div className="comments-list">
      {entries.map((entry, at) => (
        <Entry key={`${entry.at} ${at}`} entry={entry} form={form} id={id} />
      ))}
      {history.hasNextPage ? (
        <Button type="link" onClick={() => void history.fetchNextPage()}>
          {say("history.more")}
        </Button>
      ) : null}
    </div>
  );
}
