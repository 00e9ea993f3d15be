import { InputNumber, Select } from "antd";
import { Trash2 } from "lucide-react";
import { LabelInput } from "@/kits/design/LabelInput.tsx";
import { put, textOf } from "@/model/design.ts";
import { ALONE, LATER, onOf } from "@/model/rule-design.ts";
import { useSay } from "@/words/t.ts";
import { useRuleDesigning } from "./context.ts";

/** The rule as a whole: its name, whether it is part of the change, in whose name it acts. */
export function RulePart({ onRemove }: { onRemove: (() => void) | null }) {
  const say = useSay();
  const { data, change, organisation, rule } = useRuleDesigning();
  const on = onOf(data);
  const alone = ALONE.includes(on);
  const runs = textOf(data.as) || "causer";
  const owner = /^owner\(\s*(.*?)\s*\)$/.exec(runs)?.[1];
  const set = (key: string, value: Parameters<typeof put>[2]) => change(put(data, [key], value));
  const timing = textOf(data.timing) || "after";
  return (
    <>
      <header>
        <h2>{say("rule-design.rule")}</h2>
        <code className="quiet">{rule}</code>
      </header>
      <div className="design-panel-body">
        <LabelInput
          label={say("rule-design.name")}
          value={data.label}
          onChange={(label) => set("label", label)}
        />
        {LATER.includes(on) ? null : (
          <label className="design-part">
            <span>{say("rule-design.timing")}</span>
            <Select
              value={timing}
              onChange={(next) => set("timing", next === "after" ? undefined : next)}
              options={[
                { value: "after", label: say("rule-design.timing.after") },
                { value: "together", label: say("rule-design.timing.together") },
              ]}
            />
            <small className="quiet">
              {say(timing === "together" ? "rule-design.togetherHelp" : "rule-design.afterHelp")}
            </small>
          </label>
        )}
        <label className="design-part">
          <span>{say("rule-design.as")}</span>
          <Select
            value={owner === undefined ? runs : "owner"}
            onChange={(next) =>
              set(
                "as",
                next === "causer"
                  ? undefined
                  : next === "owner"
                    ? `owner(${organisation.members.find((one) => one.is_admin)?.login ?? ""})`
                    : next,
              )
            }
            options={[
              ...(alone ? [] : [{ value: "causer", label: say("rule-design.as.causer") }]),
              { value: "system", label: say("rule-design.as.system") },
              { value: "owner", label: say("rule-design.as.owner") },
            ]}
          />
          <small className="quiet">{say("rule-design.asHelp")}</small>
        </label>
        {owner === undefined ? null : (
          <label className="design-part">
            <span>{say("rule-design.as.owner")}</span>
            <Select
              showSearch={{ optionFilterProp: "label" }}
              value={owner}
              onChange={(next) => set("as", `owner(${next})`)}
              options={organisation.members
                .filter((one) => one.active)
                .map((one) => ({ value: one.login, label: one.name }))}
            />
          </label>
        )}
        <label className="design-part">
          <span>{say("rule-design.again")}</span>
          <InputNumber
            min={1}
            max={3}
            value={typeof data.again === "number" ? data.again : 1}
            onChange={(n) => set("again", n && n > 1 ? n : undefined)}
          />
          <small className="quiet">{say("rule-design.againHelp")}</small>
        </label>
        {onRemove ? (
          <button type="button" className="button danger" onClick={onRemove}>
            <Trash2 size={14} aria-hidden /> {say("rule-design.removeRule")}
          </button>
        ) : null}
      </div>
    </>
  );
}
