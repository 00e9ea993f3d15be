/** One sentence at the top of the page, and one question in the middle of it. */
import { CircleAlert, CircleCheck } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { isEscape } from "./escape.ts";
import "./notices.css";

interface Toast {
  id: number;
  text: string;
  good: boolean;
  act?: Act;
}
/** What can be done about it, while it is there. */
export interface Act {
  label: string;
  run: () => void;
}
export interface Question {
  title: string;
  text?: string;
  yes: string;
  no: string;
  danger?: boolean;
}
interface Asked extends Question {
  answer: (yes: boolean) => void;
}

const MOST = 3;
const GOOD_MS = 2_500;
const BAD_MS = 6_000;
const ACT_MS = 10_000;

let state: { toasts: readonly Toast[]; asked: Asked | null } = { toasts: [], asked: null };
let count = 0;
const watchers = new Set<() => void>();

function put(next: Partial<typeof state>): void {
  state = { ...state, ...next };
  for (const watcher of watchers) watcher();
}

const drop = (id: number) => put({ toasts: state.toasts.filter((one) => one.id !== id) });

export function toast(text: string, good: boolean, act?: Act): void {
  const id = ++count;
  const made = { id, text, good, ...(act ? { act } : {}) };
  // What could be done about something earlier is not offered any more once more has happened.
  const still = state.toasts.filter((one) => !one.act);
  put({ toasts: [...still, made].slice(-MOST) });
  setTimeout(() => drop(id), act ? ACT_MS : good ? GOOD_MS : BAD_MS);
}

/** True when the person says yes; Escape is a no. */
export function ask(question: Question): Promise<boolean> {
  return new Promise((answer) => put({ asked: { ...question, answer } }));
}

function AskBox({ asked }: { asked: Asked }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const say = (yes: boolean) => {
    // Closing, not only vanishing, gives the focus back to where it was.
    dialog.current?.close();
    put({ asked: null });
    asked.answer(yes);
  };
  return (
    <dialog
      ref={dialog}
      className="ask"
      aria-label={asked.title}
      onCancel={(event) => {
        event.preventDefault();
        say(false);
      }}
      // Closed without a cancel, as a browser may do it: no answer is a no.
      onClose={() => dialog.current && !dialog.current.open && say(false)}
      // Keys pressed in the question belong to the question, not to the page below it.
      onKeyDown={(event) => {
        event.stopPropagation();
        if (!isEscape(event)) return;
        event.preventDefault();
        say(false);
      }}
    >
      <h2>{asked.title}</h2>
      {asked.text ? <p>{asked.text}</p> : null}
      <div className="ask-foot">
        <button type="button" className="button" onClick={() => say(false)}>
          {asked.no}
        </button>
        <button
          type="button"
          autoFocus
          className={asked.danger ? "button danger" : "button primary"}
          onClick={() => say(true)}
        >
          {asked.yes}
        </button>
      </div>
    </dialog>
  );
}

export function Notices() {
  const { toasts, asked } = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
  return (
    <>
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((one) => (
          <div key={one.id} className="toast" data-good={one.good}>
            {one.good ? (
              <CircleCheck size={16} aria-hidden />
            ) : (
              <CircleAlert size={16} aria-hidden />
            )}
            {one.text}
            {one.act ? (
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  drop(one.id);
                  one.act?.run();
                }}
              >
                {one.act.label}
              </button>
            ) : null}
          </div>
        ))}
      </div>
      {asked ? <AskBox key={asked.title} asked={asked} /> : null}
    </>
  );
}
