import { AutoComplete, Input, InputNumber, Segmented, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { at, mapOf, type Path, put, textOf } from "@/model/design.ts";
import { addArm } from "@/model/rule-design.ts";
import { useSay } from "@/words/t.ts";
import { type StepProps, useFields, useRuleDesigning } from "./context.ts";
import { DraftFormula } from "./DraftFormula.tsx";
import { SaidInput } from "./SaidInput.tsx";

/** One arm of a branch: under which condition it is taken. */
export function ArmPart({ path, onChoose }: { path: Path; onChoose: (place: string) => void }) {
  const say = useSay();
  const { data, change } = useRuleDesigning();
  const arm = mapOf(at(data, path));
  const rest = "else" in arm;
  return (
    <>
      <header>
        <h2>
          {say(rest ? "rule-design.else" : "rule-design.arm", { n: Number(path.at(-1)) + 1 })}
        </h2>
      </header>
      <div className="design-panel-body">
        {rest ? (
          <p className="quiet">{say("rule-design.elseHelp")}</p>
        ) : (
          <div className="design-part">
            <span>{say("rule-design.condition")}</span>
            <DraftFormula
              path={[...path, "if"]}
              value={textOf(arm.if)}
              label={say("rule-design.condition")}
              onChange={(text) => change(put(data, [...path, "if"], text))}
            />
          </div>
        )}
        <button
          type="button"
          className="button danger"
          onClick={() => {
            change(put(data, path, undefined));
            onChoose("");
          }}
        >
          <Trash2 size={14} aria-hidden /> {say("rule-design.removeArm")}
        </button>
      </div>
    </>
  );
}

/** A branch as a whole: the arms are chosen on their own. */
export function BranchPart({ path }: { path: Path }) {
  const say = useSay();
  const { data, change } = useRuleDesigning();
  return (
    <button type="button" className="button" onClick={() => change(addArm(data, path))}>
      <Plus size={14} aria-hidden /> {say("rule-design.addArm")}
    </button>
  );
}

/** For each line, or for each record that links here. */
export function EachPart({ body, set }: StepProps) {
  const say = useSay();
  const { data } = useRuleDesigning();
  const lines = useFields(mapOf(data.when).form).filter((one) => one.kind === "lines");
  return (
    <>
      <label className="design-part">
        <span>{say("rule-design.eachOf")}</span>
        <AutoComplete
          value={textOf(body.of)}
          onChange={(next: string) => set("of", next ?? "")}
          options={lines.map((one) => ({ value: one.key, label: `${one.label} · ${one.key}` }))}
        />
        <small className="quiet">{say("rule-design.eachHelp")}</small>
      </label>
      <label className="design-part">
        <span>{say("rule-design.eachAs")}</span>
        <Input
          value={textOf(body.as)}
          placeholder="line"
          onChange={(event) => set("as", event.target.value || undefined)}
        />
      </label>
    </>
  );
}

/** A pause: for some time, or until a moment of the record. */
export function WaitPart({ path, body, set }: StepProps) {
  const say = useSay();
  const { data, change } = useRuleDesigning();
  const until = body.until !== undefined;
  const found = /^(\d+)\s*(d|h)/.exec(textOf(body.for).trim());
  const [number, unit] = [Number(found?.[1] ?? 1), found?.[2] === "h" ? "hours" : "days"];
  const span = (n: number, of: string) => set("for", `${n} ${of}`);
  return (
    <>
      <Segmented
        aria-label={say("rule-design.verb.wait")}
        value={until ? "until" : "for"}
        onChange={(way) =>
          change(put(data, path, way === "until" ? { until: "" } : { for: "1 days" }))
        }
        options={[
          { value: "for", label: say("rule-design.waitFor") },
          { value: "until", label: say("rule-design.waitUntil") },
        ]}
      />
      {until ? (
        <DraftFormula
          path={[...path, "until"]}
          value={textOf(body.until)}
          label={say("rule-design.waitUntil")}
          onChange={(text) => set("until", text)}
        />
      ) : (
        <div className="design-pair">
          <InputNumber
            aria-label={say("rule-design.waitFor")}
            min={1}
            max={9999}
            value={number}
            onChange={(n) => span(n ?? 1, unit)}
          />
          <Select
            aria-label={say("rule-design.unit")}
            value={unit}
            onChange={(next) => span(number, next)}
            options={[
              { value: "days", label: say("rule-design.unit.days") },
              { value: "hours", label: say("rule-design.unit.hours") },
            ]}
          />
        </div>
      )}
    </>
  );
}

/** Nothing more, and why. */
export function StopPart({ body, set }: StepProps) {
  const say = useSay();
  return (
    <SaidInput
      label={say("rule-design.stopSay")}
      value={body.say}
      onChange={(v) => set("say", v ?? "")}
    />
  );
}
