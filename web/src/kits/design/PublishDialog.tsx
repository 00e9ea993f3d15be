import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import { isFault } from "@/data/client.ts";
import { type DesignRoom, planQuery, usePublish } from "@/data/designs.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { Data, DesignPlan, DesignProblem } from "@/model/design.ts";
import { Bone } from "@/ui/bits.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay, type Word } from "@/words/t.ts";
import "./design.css";

interface Props {
  room: DesignRoom;
  name: string;
  base: number;
  /** null: the definition goes. */
  data: Data | null;
  /** What running ones do; drawn under the plan. */
  aside?: (plan: DesignPlan) => ReactNode;
  onShow?: (problem: DesignProblem) => void;
  onDone: (version: number | null) => void;
  onClose: () => void;
}

const KNOWN = ["add_column", "recompute", "retitle", "retype_column", "drop_column", "add_index"];

/** What publishing would do, what is wrong, what may surprise; then it is done. */
export function PublishDialog({ room, name, base, data, aside, onShow, onDone, onClose }: Props) {
  const say = useSay();
  const tell = useTell();
  const query = useQuery(planQuery(room, name, base, data));
  const publish = usePublish(room, name);
  const [note, setNote] = useState("");
  const plan = query.isPlaceholderData ? undefined : query.data;
  const fault = isFault(query.error) ? query.error : null;
  const refused = query.error !== null || (plan?.problems.length ?? 0) > 0;
  const title = say(data === null ? "design.removeTitle" : "design.publishTitle");
  const run = () =>
    plan &&
    publish.mutateAsync({ data, base, hash: plan.hash, note }).then((done) => {
      tell.good(say(done.change ? "design.underway" : "design.published"));
      onDone(done.version);
    }, tell.fail);
  return (
    <Dialog label={title} className="design-publish" onClose={onClose}>
      <h2>{title}</h2>
      <div className="design-publish-body" aria-live="polite">
        {query.isFetching && !plan && !query.error ? (
          <>
            <Bone width="60%" />
            <Bone width="80%" />
          </>
        ) : null}
        {refused ? (
          <div className="design-wrong" role="alert">
            <p>
              <CircleAlert size={16} aria-hidden /> {say("design.refused")}
            </p>
            <ProblemList problems={plan?.problems ?? []} onShow={onShow} />
            {query.error ? <p>{fault?.message || say("fault.broken")}</p> : null}
          </div>
        ) : null}
        {plan && !refused ? (
          <>
            {plan.changed ? (
              <p className="design-right">
                <CircleCheck size={16} aria-hidden /> {say("design.checked")}
              </p>
            ) : (
              <p>{say("design.nothing")}</p>
            )}
            {plan.warnings.length > 0 ? (
              <div className="design-warned">
                <p>
                  <TriangleAlert size={16} aria-hidden /> {say("design.warnings")}
                </p>
                <ProblemList problems={plan.warnings} onShow={onShow} />
              </div>
            ) : null}
            <ul className="design-steps">
              {plan.steps.map((one) => (
                <li key={`${one.what} ${one.form_label} ${one.label}`}>
                  <span className="grow">
                    {say(`design.what.${KNOWN.includes(one.what) ? one.what : "other"}` as Word, {
                      name: [one.form_label, one.label].filter(Boolean).join(" · "),
                    })}
                  </span>
                  {one.lost ? (
                    <span className="bad-text">{say("design.lost", { n: one.lost })}</span>
                  ) : null}
                </li>
              ))}
            </ul>
            {aside?.(plan)}
            {plan.changed ? (
              <label className="design-part">
                <span>{say("design.note")}</span>
                <Input
                  value={note}
                  maxLength={200}
                  placeholder={say("design.noteHint")}
                  onChange={(event) => setNote(event.target.value)}
                />
              </label>
            ) : null}
          </>
        ) : null}
      </div>
      <footer>
        <Button onClick={onClose}>{say(refused ? "close" : "cancel")}</Button>
        {plan && !refused ? (
          <Button
            type="primary"
            data-first
            danger={data === null}
            loading={publish.isPending}
            disabled={!plan.changed}
            onClick={() => void run()}
          >
            {say(data === null ? "design.remove" : "design.publish")}
          </Button>
        ) : null}
      </footer>
    </Dialog>
  );
}

export function ProblemList(props: {
  problems: readonly DesignProblem[];
  onShow?: ((problem: DesignProblem) => void) | undefined;
}) {
  const { problems, onShow } = props;
  return (
    <ul className="design-problems">
      {problems.map((one) => (
        <li key={`${one.place} ${one.message}`}>
          {onShow ? (
            <button type="button" className="link-like" onClick={() => onShow(one)}>
              {one.message} <code>{one.place}</code>
            </button>
          ) : (
            <>
              {one.message} <code>{one.place}</code>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
