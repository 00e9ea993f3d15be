import { autocompletion, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { checkQuery, functionsQuery } from "@/data/formulas.ts";
import { type CallAt, callAt, type Judged, mended, type Site } from "@/model/formulas.ts";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { offering } from "./completion.ts";
import { judgedEffect, marks } from "./marks.ts";
import "./formula.css";

export interface EditorHands {
  /** Puts a text where the cursor stands. */
  insert: (text: string) => void;
}
interface Props {
  form: string;
  site: Site;
  /** The text as people read it; another value from outside takes the editor's place. */
  value: string;
  label: string;
  /** An empty text is fine: nothing is checked. */
  optional?: boolean;
  onChange: (text: string) => void;
  onJudged?: (judged: Judged | null, text: string) => void;
  onFocus?: () => void;
  hands?: Ref<EditorHands>;
}
const PAUSE = 250;

/** A text some moments after it stopped changing. */
export function useSettled(text: string, pause = PAUSE): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pause);
    return () => clearTimeout(timer);
  }, [text, pause]);
  return settled;
}

export const useTypeWord = () => {
  const say = useSay();
  return (type: string) => {
    const [outer = "", inner] = type.split(":");
    const word = say(`formula.type.${outer}` as Word);
    return inner ? `${word} · ${say(`formula.type.${inner}` as Word)}` : word;
  };
};

/** An expression under the pen: labels as chips, completion, and what is wrong under its place. */
export function FormulaEditor({ form, site, value, label, optional, ...on }: Props) {
  const say = useSay();
  const language = useLanguage();
  const typeWord = useTypeWord();
  const client = useQueryClient();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const [call, setCall] = useState<CallAt | null>(null);
  const latest = useRef({ site, on, typeWord });
  latest.current = { site, on, typeWord };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once for a form and language
  useEffect(() => {
    if (!host.current) return;
    const offers = offering({
      client,
      form,
      language,
      site: () => latest.current.site,
      typeWord: (type) => latest.current.typeWord(type),
    });
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          history(),
          marks,
          bracketMatching({ brackets: "()（）" }),
          autocompletion({
            override: [offers],
            icons: false,
            activateOnTypingDelay: 60,
            interactionDelay: 0,
          }),
          keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true" }),
          EditorView.updateListener.of((update) => {
            const { state } = update;
            if (update.docChanged) {
              latest.current.on.onChange(state.doc.toString());
              const typed = state.sliceDoc(
                state.selection.main.head - 1,
                state.selection.main.head,
              );
              const byHand = update.transactions.some((one) => one.isUserEvent("input.type"));
              if (byHand && typed === ".") setTimeout(() => startCompletion(made));
            }
            if (update.focusChanged && made.hasFocus) latest.current.on.onFocus?.();
            if (update.docChanged || update.selectionSet || update.focusChanged)
              setCall(made.hasFocus ? callAt(state.sliceDoc(0, state.selection.main.head)) : null);
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, [form, language]);
  useEffect(() => {
    const made = view.current;
    if (made && made.state.doc.toString() !== value)
      made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: value } });
  }, [value]);
  useImperativeHandle(on.hands, () => ({
    insert: (text) => {
      const made = view.current;
      if (!made) return;
      const { from, to } = made.state.selection.main;
      const inside = /\(\)$/.test(text) ? 1 : 0;
      made.dispatch({
        changes: { from, to, insert: text },
        selection: { anchor: from + text.length - inside },
        userEvent: "input",
      });
      made.focus();
    },
  }));

  const settled = useSettled(value);
  const silent = Boolean(optional) && settled.trim() === "";
  const { data } = useQuery({ ...checkQuery(form, site, settled), enabled: !silent });
  const judged = silent || value !== settled ? null : (data ?? null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the answer is another
  useEffect(() => {
    if (value !== settled) return;
    view.current?.dispatch({ effects: judgedEffect.of({ text: settled, judged }) });
    on.onJudged?.(judged, settled);
  }, [judged, settled]);
  const wrong = value.trim() === "" ? [] : (judged?.problems ?? []);
  const mend = (at: number) => {
    const one = wrong[at];
    if (one) on.onChange(mended(value, one));
    view.current?.focus();
  };
  return (
    <div className="formula">
      <div ref={host} className="formula-text" data-wrong={wrong.length > 0 || undefined} />
      <div className="formula-foot" aria-live="polite">
        {wrong.map((one, at) => (
          <p key={`${one.start} ${one.code}`} className="formula-wrong">
            <CircleAlert size={14} aria-hidden />
            <span className="grow">
              {value.includes("\n") ? `${say("formula.line", { n: one.line })} ` : ""}
              {one.message}
            </span>
            {one.near ? (
              <button type="button" className="link-button" onClick={() => mend(at)}>
                {say("formula.mend", { name: one.near })}
              </button>
            ) : null}
          </p>
        ))}
        {judged?.ok ? (
          <p className="formula-good">
            <CircleCheck size={14} aria-hidden />
            {say("formula.gives", { type: typeWord(judged.type) })}
          </p>
        ) : null}
      </div>
      {call ? <Signature call={call} /> : null}
    </div>
  );
}

/** The call around the cursor, the argument that is being written in strong type. */
function Signature({ call }: { call: CallAt }) {
  const language = useLanguage();
  const { data } = useQuery(functionsQuery);
  const one = data?.find(({ name, aliases }) => name === call.name || aliases.includes(call.name));
  if (!one) return null;
  const last = one.parameters.length - 1;
  const at = one.parameters[last]?.repeated ? Math.min(call.argument, last) : call.argument;
  return (
    <p className="formula-signature">
      <code>
        {one.name}(
        {one.parameters.map((parameter, number) => (
          <span key={parameter.name}>
            {number ? ", " : ""}
            <span data-now={number === at || undefined}>
              {parameter.optional ? `[${parameter.name}]` : parameter.name}
              {parameter.repeated ? ", …" : ""}
            </span>
          </span>
        ))}
        )
      </code>
      <span>{one.label[language]}</span>
      {one.blank[language] ? <span className="quiet">{one.blank[language]}</span> : null}
    </p>
  );
}
