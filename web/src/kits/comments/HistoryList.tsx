import { Button } from "antd";
import { ArrowRight, History } from "lucide-react";
import { useHistory } from "@/data/comments.ts";
import type { FormView, HistoryEntry, Value } from "@/model/api.ts";
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
                <div className="row-flex history-change">
                  <Side form={form} id={id} path={change.field} value={change.before} />
                  <ArrowRight size={12} aria-label="→" />
                  <Side form={form} id={id} path={change.field} value={change.after} />
                </div>
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
