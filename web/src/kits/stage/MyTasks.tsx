import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { myTasksQuery } from "@/data/stages.ts";
import { sayDay } from "@/model/dates.ts";
import { useSay } from "@/words/t.ts";
import { useDoor } from "../door/door.ts";
import { dateWords, useTongue } from "../fields/index.ts";
import "./stage.css";

const FEW = 6;

/** What waits for me in stages, what is due first first; nothing where nothing waits. */
export function MyTasks() {
  const say = useSay();
  const tongue = useTongue();
  const door = useDoor();
  const [all, setAll] = useState(false);
  const { data } = useQuery(myTasksQuery);
  if (!data || data.length === 0) return null;
  const late = data.filter((task) => task.overdue).length;
  return (
    <section className="home-card" aria-label={say("stage.mine")}>
      <header className="row-flex">
        <h2 className="grow cut">{say("stage.mine")}</h2>
        {late > 0 ? (
          <span className="stage-late num">
            <CircleAlert size={12} aria-hidden />
            {say("stage.late", { n: late })}
          </span>
        ) : null}
        <span className="home-count num">{data.length}</span>
      </header>
      <ul className="home-rows" aria-label={say("stage.mine")}>
        {data.slice(0, all ? data.length : FEW).map((task) => (
          <li key={task.id} className="home-row">
            <button
              type="button"
              className="home-open cut"
              onClick={() => door.open(task.form, task.record)}
            >
              {task.label}
            </button>
            <span className="home-figure">
              {task.due_on ? (
                <time
                  className="stage-when num"
                  dateTime={task.due_on}
                  data-overdue={task.overdue || undefined}
                >
                  {sayDay(task.due_on, dateWords(tongue), tongue.language)}
                </time>
              ) : null}
            </span>
            <span className="home-facts">
              <span data-firm>{task.stage_label}</span>
              <span>{task.title}</span>
            </span>
          </li>
        ))}
      </ul>
      {!all && data.length > FEW ? (
        <button type="button" className="plain-button" onClick={() => setAll(true)}>
          {say("stage.mineAll", { n: data.length })}
        </button>
      ) : null}
    </section>
  );
}
