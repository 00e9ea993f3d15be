import { Link } from "@tanstack/react-router";
import type { Effect, Told } from "@/model/automations.ts";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { useFields, useFormLabel, useRuleDesigning } from "./context.ts";

const ACTS = ["create", "update", "delete", "notify", "call", "robot", "wait"];

/** What a step touched: which record, and what it was given. */
export function Effects(props: { effects: readonly Told[]; linked?: boolean }) {
  const say = useSay();
  if (props.effects.length === 0)
    return <p className="quiet recipe-effect">{say("rule-design.noEffect")}</p>;
  return (
    <ul className="recipe-effects">
      {props.effects.map((one, index) =>
        "more" in one ? (
          <li key="more" className="quiet">
            {say("rule-design.more", { n: one.more })}
          </li>
        ) : (
          <li key={`${one.record} ${index}`}>
            <One effect={one} linked={props.linked ?? false} />
          </li>
        ),
      )}
    </ul>
  );
}

function One({ effect, linked }: { effect: Effect; linked: boolean }) {
  const say = useSay();
  const language = useLanguage();
  const labelOf = useFormLabel();
  const { organisation } = useRuleDesigning();
  const writes = effect.act === "create" || effect.act === "update";
  const fields = useFields(writes ? effect.form : "");
  const name = (value: unknown): string => {
    if (value === null || value === undefined || value === "") return "—";
    if (typeof value === "object") return JSON.stringify(value);
    const person = organisation.members.find((one) => one.id === value);
    if (person) return person.name;
    if (typeof value === "boolean") return say(value ? "rule-design.yes" : "rule-design.no");
    const text = String(value);
    if (effect.act === "wait" && !Number.isNaN(Date.parse(text)))
      return new Date(text).toLocaleString(language === "zh" ? "zh-CN" : "en");
    return text;
  };
  const act = ACTS.includes(effect.act) ? effect.act : "update";
  return (
    <>
      <b>{say(`rule-design.act.${act}` as Word)}</b>{" "}
      {writes || effect.act === "delete" ? (
        linked && effect.act !== "delete" ? (
          <Link to="/f/$form/r/$id" params={{ form: effect.form, id: effect.record }}>
            {labelOf(effect.form)}
          </Link>
        ) : (
          labelOf(effect.form)
        )
      ) : null}
      <dl>
        {Object.entries(effect.set).map(([key, value]) => {
          const field = fields.find((one) => one.key === key);
          const option = field?.settings.options?.find((one) => one.key === value)?.label;
          return (
            <div key={key}>
              <dt>{field?.label ?? key}</dt>
              <dd>{option ?? name(value)}</dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
