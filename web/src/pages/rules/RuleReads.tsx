import { Link } from "@tanstack/react-router";
import type { Judged, Rule, Rules, Why } from "@/model/formulas.ts";
import { useSay, type Word } from "@/words/t.ts";

interface Props {
  rules: Rules;
  rule: Rule | null;
  judged: Judged | null;
  onChoose: (place: string) => void;
}

/** What it reads, who reads it, and whether its value is kept or worked out on reading. */
export function RuleReads({ rules, rule, judged, onChoose }: Props) {
  const say = useSay();
  const computed = rule ? rule.group === "computed" : Boolean(judged?.ok) && judged?.type !== "";
  const live: Why[] = judged?.ok ? judged.live : (rule?.live ?? []);
  const kept = judged?.ok ? judged.stored : Boolean(rule?.stored);
  const why = live.map((one) => say(`rules.live.${one.code}` as Word, { name: one.name }));
  return (
    <dl className="rule-reads">
      {computed ? (
        <>
          <dt>{say("rules.kept")}</dt>
          <dd>
            {kept ? say("rules.stored") : say("rules.live", { why: why.join(say("rules.and")) })}
          </dd>
        </>
      ) : null}
      {rule && rule.reads.length > 0 ? (
        <>
          <dt>{say("rules.reads")}</dt>
          <dd>{rule.reads.join(say("rules.and"))}</dd>
        </>
      ) : null}
      {rule && rule.read_by.length > 0 ? (
        <>
          <dt>{say("rules.readBy")}</dt>
          <dd className="rule-readers">
            {rule.read_by.map((one) =>
              one.form === rules.form ? (
                <button
                  key={`${one.form} ${one.place}`}
                  type="button"
                  className="link-button"
                  onClick={() => onChoose(one.place)}
                >
                  {one.label}
                </button>
              ) : (
                <Link
                  key={`${one.form} ${one.place}`}
                  to="/rules/$form"
                  params={{ form: one.form }}
                  search={{ rule: one.place }}
                >
                  {one.form_label} · {one.label}
                </Link>
              ),
            )}
          </dd>
        </>
      ) : null}
    </dl>
  );
}
