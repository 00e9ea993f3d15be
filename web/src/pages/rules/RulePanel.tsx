import { Button, Input, Select } from "antd";
import { PanelRight } from "lucide-react";
import { useRef, useState } from "react";
import type { RuleChange } from "@/data/formulas.ts";
import { type EditorHands, FormulaEditor } from "@/kits/formula/FormulaEditor.tsx";
import { FormulaSide } from "@/kits/formula/FormulaSide.tsx";
import { TestPanel } from "@/kits/formula/TestPanel.tsx";
import { CALCS, type Judged, type Rule, type Rules } from "@/model/formulas.ts";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay, type Word } from "@/words/t.ts";
import { PlanDialog } from "./PlanDialog.tsx";
import { RuleReads } from "./RuleReads.tsx";
import {
  changeOf,
  type Draft,
  isRemovable,
  isRollup,
  missing,
  removalOf,
  says,
  siteOf,
  wholeOf,
} from "./ruleDraft.ts";

interface Props {
  rules: Rules;
  /** What is there already; a new one is not. */
  rule: Rule | null;
  first: Draft;
  onChoose: (place: string | undefined) => void;
}

/** One expression in the editor, what belongs to it, and the way to its plan. */
export function RulePanel({ rules, rule, first, onChoose }: Props) {
  const say = useSay();
  const narrow = useNarrow();
  const [draft, setDraft] = useState(first);
  const [judged, setJudged] = useState<Judged | null>(null);
  const [whereGood, setWhereGood] = useState(true);
  const [asked, setAsked] = useState<RuleChange | null>(null);
  const [aside, setAside] = useState(!narrow);
  const [part, setPart] = useState<"of" | "where">("of");
  const main = useRef<EditorHands>(null);
  const where = useRef<EditorHands>(null);
  const change = (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next }));
  const rollup = isRollup(draft, rule);
  const site = siteOf(draft, rule);
  const changed = JSON.stringify(draft) !== JSON.stringify(first);
  const lacks = missing(draft);
  const good = Boolean(judged?.ok) && whereGood;
  const reason = draft.what === "lock" || rule?.leaf === "lock";
  const title = rule ? rule.label : say(`rules.new.${draft.what}` as Word);
  const trySite = rule
    ? rule.lines
      ? { lines: rule.lines }
      : rollup
        ? {}
        : { place: rule.place }
    : draft.lines
      ? { lines: draft.lines }
      : {};
  const close = (added?: string) => {
    setAsked(null);
    const gone = asked?.changes?.[0]?.text === null;
    if (added !== undefined && (added || gone)) onChoose(added || undefined);
  };
  return (
    <section className="rule" aria-label={title}>
      <div className="rule-main">
        <header>
          <h2>{title}</h2>
          {rule ? <code className="quiet">{rule.key || rule.place}</code> : null}
          <span className="spacer" />
          <button
            type="button"
            className="icon-button"
            aria-label={say("rules.aside")}
            aria-pressed={aside}
            onClick={() => setAside(!aside)}
          >
            <PanelRight size={18} />
          </button>
        </header>
        {rule ? null : <NewParts rules={rules} draft={draft} onChange={change} />}
        {rollup ? (
          <Labelled text={say("rules.calc")}>
            <Select
              aria-label={say("rules.calc")}
              value={draft.calc}
              options={CALCS.map((one) => ({
                value: one,
                label: say(`rules.calc.${one}` as Word),
              }))}
              onChange={(calc) => change({ calc })}
            />
          </Labelled>
        ) : null}
        <Labelled text={say(rollup ? "rules.of" : "rules.expression")}>
          <FormulaEditor
            form={rules.form}
            site={site}
            value={draft.text}
            label={say(rollup ? "rules.of" : "rules.expression")}
            hands={main}
            onFocus={() => setPart("of")}
            onChange={(text) => change({ text })}
            onJudged={setJudged}
          />
        </Labelled>
        {rollup ? (
          <Labelled text={say("rules.where")}>
            <FormulaEditor
              form={rules.form}
              site={siteOf(draft, rule, "where")}
              value={draft.where}
              label={say("rules.where")}
              optional
              hands={where}
              onFocus={() => setPart("where")}
              onChange={(text) => change({ where: text })}
              onJudged={(found, text) => setWhereGood(!text.trim() || Boolean(found?.ok))}
            />
          </Labelled>
        ) : null}
        {says(draft, rule) ? (
          <Labelled text={say(reason ? "rules.reason" : "rules.say")}>
            {(["zh", "en"] as const).map((one) => (
              <Input
                key={one}
                prefix={<span className="rule-tongue">{say(`rules.tongue.${one}`)}</span>}
                aria-label={`${say(reason ? "rules.reason" : "rules.say")} · ${say(`rules.tongue.${one}`)}`}
                lang={one}
                value={draft.say[one]}
                maxLength={200}
                onChange={(event) => change({ say: { ...draft.say, [one]: event.target.value } })}
              />
            ))}
          </Labelled>
        ) : null}
        <TestPanel form={rules.form} site={trySite} text={wholeOf(draft, rule)} ok={good} />
        <RuleReads rules={rules} rule={rule} judged={judged} onChoose={onChoose} />
        <footer>
          <Button
            type="primary"
            disabled={!changed || lacks !== "" || !good}
            onClick={() => setAsked(changeOf(draft, rule))}
          >
            {say("rules.plan")}
          </Button>
          {changed ? (
            <Button onClick={() => (rule ? setDraft(first) : onChoose(undefined))}>
              {say("rules.undo")}
            </Button>
          ) : null}
          {changed && lacks ? (
            <span className="quiet">{say(`rules.lacks.${lacks}` as Word)}</span>
          ) : null}
          <span className="spacer" />
          {rule && isRemovable(rule) ? (
            <Button danger onClick={() => setAsked(removalOf(rule))}>
              {say("rules.remove")}
            </Button>
          ) : null}
        </footer>
      </div>
      {aside ? (
        <aside>
          <FormulaSide
            form={rules.form}
            site={rollup && !rule ? (draft.lines ? { lines: draft.lines } : {}) : trySite}
            onInsert={(text) => (part === "where" ? where : main).current?.insert(text)}
          />
        </aside>
      ) : null}
      {asked ? <PlanDialog rules={rules} change={asked} onClose={close} /> : null}
    </section>
  );
}

function Labelled({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <div className="rule-part">
      <span className="rule-label">{text}</span>
      {children}
    </div>
  );
}

function NewParts(props: { rules: Rules; draft: Draft; onChange: (next: Partial<Draft>) => void }) {
  const { rules, draft, onChange } = props;
  const say = useSay();
  const named = (items: { key: string; label: string }[]) =>
    items.map((one) => ({ value: one.key, label: one.label }));
  if (draft.what === "check" || draft.what === "lock")
    return (
      <Labelled text={say(draft.what === "check" ? "rules.at" : "rules.frozen")}>
        <Select
          {...(draft.what === "lock" ? { mode: "multiple" as const } : {})}
          allowClear
          aria-label={say(draft.what === "check" ? "rules.at" : "rules.frozen")}
          placeholder={say(draft.what === "check" ? "rules.noAt" : "rules.allFrozen")}
          options={named(rules.fields)}
          value={(draft.what === "lock" ? draft.fields : (draft.fields[0] ?? null)) as never}
          onChange={(value: string | string[] | undefined) =>
            onChange({ fields: value === undefined ? [] : [value].flat() })
          }
        />
      </Labelled>
    );
  const formats = ["", "money", "percent"] as const;
  return (
    <div className="rule-parts">
      <Labelled text={say("rules.label")}>
        <Input
          autoFocus
          aria-label={say("rules.label")}
          value={draft.label}
          maxLength={60}
          onChange={(event) => onChange({ label: event.target.value })}
        />
      </Labelled>
      {rules.lines.length > 0 && draft.what === "formula" ? (
        <Labelled text={say("rules.in")}>
          <Select
            aria-label={say("rules.in")}
            value={draft.lines}
            options={[{ value: "", label: rules.label }, ...named(rules.lines)]}
            onChange={(lines) => onChange({ lines })}
          />
        </Labelled>
      ) : null}
      <Labelled text={say("rules.format")}>
        <Select
          aria-label={say("rules.format")}
          value={draft.format}
          options={formats.map((one) => ({
            value: one,
            label: say(`rules.format.${one || "plain"}` as Word),
          }))}
          onChange={(format) => onChange({ format })}
        />
      </Labelled>
      {draft.lines ? null : (
        <Labelled text={say("rules.views")}>
          <Select
            mode="multiple"
            aria-label={say("rules.views")}
            placeholder={say("rules.noViews")}
            value={draft.views}
            options={named(rules.views)}
            onChange={(views: string[]) => onChange({ views })}
          />
        </Labelled>
      )}
    </div>
  );
}
