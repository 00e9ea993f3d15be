import { Checkbox } from "antd";
import { PeopleList } from "@/kits/design/PeopleList.tsx";
import { mapOf, wordsOf } from "@/model/design.ts";
import { type PeopleKind, whoData, whoOf } from "@/model/flow-design.ts";
import { useSay, type Word } from "@/words/t.ts";
import { type StepProps, useFields, useRuleDesigning } from "./context.ts";
import { DraftFormula } from "./DraftFormula.tsx";
import { SaidInput } from "./SaidInput.tsx";

const KINDS: readonly PeopleKind[] = ["value", "role", "person", "head", "superior"];
const CHANNELS = ["app", "mail"] as const;

/** Who is told, in which words. */
export function NotifyPart({ path, body, set }: StepProps) {
  const say = useSay();
  const { organisation, data } = useRuleDesigning();
  const fields = useFields(mapOf(data.when).form);
  const people = (Array.isArray(body.to) ? body.to : body.to ? [body.to] : []).map(whoOf);
  const channels = body.channels === undefined ? [...CHANNELS] : wordsOf(body.channels);
  return (
    <>
      <PeopleList
        label={say("rule-design.to")}
        people={people}
        world={{
          kinds: KINDS,
          organisation,
          formula: ({ value, label, onChange }) => (
            <DraftFormula path={[...path, "to"]} value={value} label={label} onChange={onChange} />
          ),
        }}
        onChange={(next) =>
          set(
            "to",
            next.map((one) => whoData(one, false)),
          )
        }
      />
      <SaidInput
        label={say("rule-design.title")}
        fields={fields}
        value={body.title}
        onChange={(value) => set("title", value ?? "")}
      />
      <SaidInput
        long
        label={say("rule-design.text")}
        fields={fields}
        value={body.text}
        onChange={(value) => set("text", value)}
      />
      <small className="quiet">{say("rule-design.templateHelp")}</small>
      <Checkbox.Group
        value={channels}
        onChange={(next) => set("channels", next.length === CHANNELS.length ? undefined : next)}
        options={CHANNELS.map((one) => ({
          value: one,
          label: say(`rule-design.channel.${one}` as Word),
        }))}
      />
    </>
  );
}
