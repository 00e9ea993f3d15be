import { Button } from "antd";
import { ArrowRight, History } from "lucide-react";
import { useState } from "react";
import { useHistory } from "@/data/comments.ts";
import type { FieldView, FormView, HistoryChange, HistoryEntry, Value } from "@/model/api.ts";
import { exactMoment, sayMoment } from "@/model/dates.ts";
import { fieldOf, isBlank } from "@/model/values.ts";
import { Avatar, Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import { dateWords, FieldCell, useTongue } from "../fields/index.ts";
import { usePersonName } from "./Comments.tsx";
import "./comments.css";

const TEXTS = new Set(["rich_text", "paragraph"]);
const LONG = 60;

/** A value as the server wrote it for reading; files are drawn. */
function Said({ value, field, form, record }: SaidProps) {
  const say = useSay();
  const [whole, setWhole] = useState(false);
  if (isBlank(value)) return <span className="quiet">—</span>;
  if (Array.isArray(value) && field)
    return <FieldCell field={field} value={value} form={form} record={record} />;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  if (text.length <= LONG && !text.includes("\n")) return <span>{text}</span>;
  return (
    <span className="history-text">
      <span className={whole ? "history-whole" : "history-start"}>{text}</span>
      <button type="button" className="plain-button" onClick={() => setWhole(!whole)}>
        {say(whole ? "history.less" : "history.whole")}
      </button>
    </span>
  );
}

interface SaidProps {
  value: Value;
  field?: FieldView | undefined;
  form: string;
  record: string;
}

/** From what to what: beside each other, long texts and pictures below each other. */
function FromTo(props: Omit<SaidProps, "value"> & { before: Value; after: Value }) {
  const { before, after, ...where } = props;
  const tall =
    Array.isArray(before) ||
    Array.isArray(after) ||
    (where.field !== undefined && TEXTS.has(where.field.kind)) ||
    String(before ?? "").length + String(after ?? "").length > LONG;
  return (
    <div className="history-change" data-tall={tall || undefined}>
      <s>
        <Said {...where} value={before} />
      </s>
      <ArrowRight size={12} aria-label="→" />
      <Said {...where} value={after} />
    </div>
  );
}

/** What happened to the rows of a sub-form, the columns of one row together. */
function LinesChange(props: {
  lines: NonNullable<HistoryChange["lines"]>;
  form: string;
  record: string;
}) {
  const { lines, form, record } = props;
  const say = useSay();
  const rows = [...new Set(lines.changed.map((one) => one.row))];
  return (
    <ul className="history-lines">
      {lines.added ? <li>{say("history.added", { n: lines.added })}</li> : null}
      {lines.removed ? <li>{say("history.removed", { n: lines.removed })}</li> : null}
      {lines.moved ? <li>{say("history.moved")}</li> : null}
      {rows.map((row) => (
        <li key={row}>
          <span className="quiet num">{say("paste.row", { n: row })}</span>
          {lines.changed
            .filter((one) => one.row === row)
            .map((one) => (
              <div key={one.label} className="history-column-change">
                <span className="history-column quiet">{one.label}</span>
                <FromTo before={one.before} after={one.after} form={form} record={record} />
              </div>
            ))}
        </li>
      ))}
    </ul>
  );
}

function Change({ change, form, id }: { change: HistoryChange; form: FormView; id: string }) {
  if (change.lines) return <LinesChange lines={change.lines} form={form.form} record={id} />;
  return (
    <FromTo
      before={change.before ?? null}
      after={change.after ?? null}
      field={fieldOf(form, change.field)}
      form={form.form}
      record={id}
    />
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
