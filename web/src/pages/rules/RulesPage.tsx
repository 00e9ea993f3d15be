import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChevronLeft, Lock, Plus, Search, Sigma, Undo2 } from "lucide-react";
import { useState } from "react";
import { rulesQuery } from "@/data/formulas.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { GROUPS, type Rule, type Rules } from "@/model/formulas.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { MenuButton } from "@/ui/Menu.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay, type Word } from "@/words/t.ts";
import { askUndo, forget, useLastChange } from "./lastChange.ts";
import { PlanDialog } from "./PlanDialog.tsx";
import { RulePanel } from "./RulePanel.tsx";
import { type Draft, draftOf, NEW, newDraft } from "./ruleDraft.ts";
import "./rules.css";

/** What a form computes and demands, for administrators: every expression, and one of them in the editor. */
export function RulesPage() {
  const say = useSay();
  const me = useMe();
  const { form } = useParams({ from: "/rules/$form" });
  const query = useQuery({ ...rulesQuery(form), enabled: me.member.is_admin });
  if (!me.member.is_admin)
    return (
      <StatePanel
        icon={<Lock />}
        alert
        whole
        title={say("rules.denied")}
        text={say("rules.deniedText")}
      />
    );
  if (query.data) return <Whole rules={query.data} />;
  if (query.error) return <FaultPanel error={query.error} onRetry={() => void query.refetch()} />;
  return <Bones />;
}

function Whole({ rules }: { rules: Rules }) {
  const say = useSay();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const { rule: asked } = useSearch({ from: "/rules/$form" });
  const chosen = asked ?? (narrow ? undefined : rules.rules[0]?.place);
  const choose = (rule: string | undefined) =>
    void navigate({
      to: "/rules/$form",
      params: { form: rules.form },
      search: rule ? { rule } : {},
    });
  const last = useLastChange(rules.form);
  const what = NEW.find((one) => chosen === `new:${one}`);
  const found = rules.rules.find((one) => one.place === chosen);
  const draft: Draft | null = what ? newDraft(what) : found ? draftOf(found) : null;
  const add = (
    <MenuButton
      label={say("rules.add")}
      className="button"
      items={NEW.map((one) => ({
        key: one,
        label: say(`rules.new.${one}` as Word),
        onClick: () => choose(`new:${one}`),
      }))}
    >
      <Plus size={16} aria-hidden />
      {say("rules.add")}
    </MenuButton>
  );
  const list = <RuleList rules={rules} chosen={chosen} onChoose={choose} />;
  return (
    <div className="rules">
      <header className="rules-head">
        {narrow && draft ? (
          <button
            type="button"
            className="icon-button"
            aria-label={say("back")}
            onClick={() => choose(undefined)}
          >
            <ChevronLeft size={18} />
          </button>
        ) : null}
        <h1 className="cut">{say("rules.title")}</h1>
        <Link to="/f/$form" params={{ form: rules.form }} className="cut">
          {rules.label}
        </Link>
        <span className="spacer" />
        {last.version === undefined ? null : (
          <button
            type="button"
            className="button"
            aria-label={say("rules.undoLast")}
            title={say("rules.undoLast")}
            onClick={() => askUndo(rules.form)}
          >
            <Undo2 size={16} aria-hidden />
            {narrow ? null : say("rules.undoLast")}
          </button>
        )}
        {add}
      </header>
      <div className="rules-body">
        {narrow && draft ? null : <nav aria-label={say("rules.list")}>{list}</nav>}
        {draft ? (
          <RulePanel
            // Another colleague's change elsewhere leaves what is being written alone.
            key={`${chosen} ${JSON.stringify(draft)}`}
            rules={rules}
            rule={found ?? null}
            first={draft}
            onChoose={choose}
          />
        ) : narrow ? null : (
          <StatePanel
            icon={<Sigma />}
            title={say(asked ? "rules.gone" : "rules.none")}
            text={say("rules.noneText")}
          />
        )}
      </div>
      {last.asked && last.version !== undefined ? (
        <PlanDialog
          rules={rules}
          change={{ undo: last.version }}
          onClose={(added) => {
            askUndo("");
            // What is chosen may have gone with it.
            if (added !== undefined) choose(undefined);
          }}
          onMovedOn={() => forget(rules.form)}
        />
      ) : null}
    </div>
  );
}

function RuleList(props: {
  rules: Rules;
  chosen: string | undefined;
  onChoose: (place: string) => void;
}) {
  const say = useSay();
  const [q, setQ] = useState("");
  const typed = q.trim().toLowerCase();
  const shown = props.rules.rules.filter((one) =>
    `${one.label} ${one.key} ${one.labels} ${one.keys}`.toLowerCase().includes(typed),
  );
  const lines = new Map(props.rules.lines.map((one) => [one.key, one.label]));
  return (
    <>
      <label className="formula-search">
        <Search size={14} aria-hidden />
        <input
          value={q}
          aria-label={say("rules.find")}
          placeholder={say("rules.find")}
          onChange={(event) => setQ(event.target.value)}
        />
      </label>
      {props.rules.rules.length === 0 ? <p className="quiet">{say("rules.none")}</p> : null}
      {shown.length === 0 && typed ? <p className="quiet">{say("rules.noMatch")}</p> : null}
      {GROUPS.map((group) => {
        const own = shown.filter((one) => one.group === group);
        if (own.length === 0) return null;
        return (
          <section key={group}>
            <h2>{say(`rules.group.${group}` as Word)}</h2>
            {own.map((one) => (
              <button
                key={one.place}
                type="button"
                className="rules-entry"
                aria-current={one.place === props.chosen}
                onClick={() => props.onChoose(one.place)}
              >
                <span className="cut">
                  {one.lines ? `${lines.get(one.lines)} · ` : ""}
                  {one.label}
                  <Leaf rule={one} />
                </span>
                <span className="quiet cut">{one.labels}</span>
              </button>
            ))}
          </section>
        );
      })}
    </>
  );
}

/** What it is of its field, where the group does not say it. */
function Leaf({ rule }: { rule: Rule }) {
  const say = useSay();
  const plain = ["is", "check", "lock", "view", "default"];
  if (plain.includes(rule.leaf)) return null;
  return <span className="quiet"> · {say(`rules.leaf.${rule.leaf}` as Word)}</span>;
}

function Bones() {
  const narrow = useNarrow();
  return (
    <div className="rules" aria-busy="true">
      <div className="rules-bones">
        <Bone width={160} height={20} />
        {Array.from({ length: 8 }, (_, at) => (
          <Bone key={at} width={narrow ? "100%" : 260} height={36} />
        ))}
      </div>
    </div>
  );
}
