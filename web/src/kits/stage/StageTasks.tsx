import { Button, Input } from "antd";
import { Check, CircleAlert, Minus, UserRoundPen } from "lucide-react";
import { useState } from "react";
import { useMe } from "@/data/session.ts";
import { useTaskAct } from "@/data/stages.ts";
import type { FormView, RecordData } from "@/model/api.ts";
import { sayDay } from "@/model/dates.ts";
import type { StageSpot, StageTask } from "@/model/stages.ts";
import { fieldOf } from "@/model/values.ts";
import { Person } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import { dateWords, FieldEditor, useTongue } from "../fields/index.ts";

interface Props {
  spot: StageSpot;
  tasks: StageTask[];
  form: FormView;
  record: RecordData;
}

/** What is to be done in a stage; ticked where it stands. */
export function StageTasks({ spot, tasks, form, record }: Props) {
  const say = useSay();
  const done = tasks.filter((task) => task.state !== "todo").length;
  return (
    <div className="stage-tasks">
      <h3>
        {say("stage.tasksOf", { stage: spot.label })}
        <span className="quiet num">
          {done}/{tasks.length}
        </span>
      </h3>
      <ul>
        {tasks.map((task) => (
          <TaskRow
            key={task.id}
            task={task}
            form={form}
            record={record}
            live={spot.state === "now"}
          />
        ))}
      </ul>
    </div>
  );
}

type Asking = "done" | "skip" | "assign";

function TaskRow(props: { task: StageTask; form: FormView; record: RecordData; live: boolean }) {
  const { task, form, record } = props;
  const say = useSay();
  const tell = useTell();
  const me = useMe();
  const act = useTaskAct(form.form, record.id);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [text, setText] = useState("");
  const mine = task.who === me.member.id || (!task.who && me.member.roles.includes(task.role));
  const may = props.live && task.state === "todo" && (mine || record.abilities.update);
  const send = (what: Asking, more: { result?: string; who?: string } = {}) =>
    act.mutate(
      { task: task.id, act: what, ...more },
      { onSuccess: () => setAsking(null), onError: tell.fail },
    );
  const tick = () => {
    if (task.asks_result) setAsking("done");
    else send("done");
  };
  const owner = fieldOf(form, "owner");
  return (
    <li className="stage-task" data-state={task.state} data-overdue={task.overdue || undefined}>
      <button
        type="button"
        className="stage-tick"
        role="checkbox"
        aria-checked={task.state === "done"}
        aria-label={say("stage.tick", { task: task.label })}
        disabled={!may || act.isPending}
        onClick={tick}
      >
        {task.state === "done" ? <Check size={13} aria-hidden /> : null}
        {task.state === "skipped" ? <Minus size={13} aria-hidden /> : null}
      </button>
      <div className="stage-task-text">
        <span className="stage-task-name">{task.label}</span>
        {task.mandatory ? null : <span className="quiet">{say("stage.optional")}</span>}
        {task.result ? <p className="stage-result">{task.result}</p> : null}
      </div>
      <TaskFacts task={task} />
      {may ? (
        <div className="stage-task-hands">
          {task.mandatory ? null : (
            <Button type="text" size="small" onClick={() => setAsking("skip")}>
              {say("stage.skip")}
            </Button>
          )}
          {owner ? (
            <Button
              type="text"
              size="small"
              icon={<UserRoundPen size={14} />}
              aria-label={say("stage.assign", { task: task.label })}
              title={say("stage.assignTo")}
              onClick={() => setAsking(asking === "assign" ? null : "assign")}
            />
          ) : null}
        </div>
      ) : null}
      {asking === "assign" && owner ? (
        <div className="stage-ask">
          <FieldEditor
            field={{ ...owner, key: "who", label: say("stage.assignTo"), kind: "member" }}
            label={say("stage.assignTo")}
            form={form.form}
            record={record.id}
            path="owner"
            value={task.who}
            onChange={(who) => {
              if (typeof who === "string" && who !== task.who) send("assign", { who });
            }}
          />
          <Button size="small" type="text" onClick={() => setAsking(null)}>
            {say("cancel")}
          </Button>
        </div>
      ) : null}
      {asking === "done" || asking === "skip" ? (
        <form
          className="stage-ask"
          onSubmit={(event) => {
            event.preventDefault();
            send(asking, { result: text.trim() });
          }}
        >
          <Input
            autoFocus
            maxLength={1000}
            value={text}
            aria-label={say(asking === "skip" ? "stage.skipWhy" : "stage.result")}
            placeholder={say(asking === "skip" ? "stage.skipWhy" : "stage.result")}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              event.stopPropagation();
              setAsking(null);
            }}
          />
          <Button htmlType="submit" type="primary" disabled={!text.trim()} loading={act.isPending}>
            {say(asking === "skip" ? "stage.skip" : "stage.finish")}
          </Button>
          <Button type="text" onClick={() => setAsking(null)}>
            {say("cancel")}
          </Button>
        </form>
      ) : null}
    </li>
  );
}

function TaskFacts({ task }: { task: StageTask }) {
  const tongue = useTongue();
  const { say } = tongue;
  const over = task.state !== "todo";
  const day = over ? task.done_at?.slice(0, 10) : task.due_on;
  return (
    <div className="stage-task-facts">
      {over ? (
        <>
          <span className="quiet">
            {say(task.state === "done" ? "stage.doneBy" : "stage.skipped")}
          </span>
          {task.state === "done" && task.done_by ? <Person name={task.done_by} /> : null}
        </>
      ) : task.who_name ? (
        <Person name={task.who_name} />
      ) : (
        <span className="stage-role">{task.role_name || say("stage.nobody")}</span>
      )}
      {day ? (
        <time className="num" dateTime={day} data-overdue={task.overdue || undefined}>
          {task.overdue ? <CircleAlert size={12} aria-hidden /> : null}
          {task.overdue
            ? say("stage.overdue", { day: sayDay(day, dateWords(tongue), tongue.language) })
            : over
              ? sayDay(day, dateWords(tongue), tongue.language)
              : say("stage.due", { day: sayDay(day, dateWords(tongue), tongue.language) })}
        </time>
      ) : null}
    </div>
  );
}
