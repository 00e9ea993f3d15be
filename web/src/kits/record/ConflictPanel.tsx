import { Button, Radio } from "antd";
import { GitCompareArrows } from "lucide-react";
import { useState } from "react";
import type { FormView, Stale } from "@/model/api.ts";
import { type Draft, rebase } from "@/model/draft.ts";
import { fieldOf } from "@/model/values.ts";
import { useSay } from "@/words/t.ts";
import { FieldCell, useTongue } from "../fields/index.ts";
import type { ChangeDraft } from "../record-form/useDraft.ts";

interface ConflictProps {
  form: FormView;
  draft: Draft;
  stale: Stale;
  onChange: ChangeDraft;
  onDone: () => void;
}

type Side = "mine" | "theirs";

/** Somebody saved first: where both touched a field, one chooses; everything else simply joins. */
export function ConflictPanel({ form, draft, stale, onChange, onDone }: ConflictProps) {
  const say = useSay();
  const { me } = useTongue();
  const [chosen, setChosen] = useState<Record<string, Side>>({});
  const both = stale.changed.filter((key) => key in draft.set || draft.touchedLines.includes(key));
  const who = me.people.find((person) => person.id === stale.by)?.name ?? stale.by;
  const join = () => {
    onChange((before) => {
      const gone = both.filter((key) => (chosen[key] ?? "theirs") === "theirs");
      const set = Object.fromEntries(
        Object.entries(before.set).filter(([key]) => !gone.includes(key)),
      );
      const touchedLines = before.touchedLines.filter((key) => !gone.includes(key));
      return rebase({ ...before, set, touchedLines }, form, stale.theirs);
    });
    onDone();
  };
  return (
    <section className="conflict" role="alert" aria-label={say("conflict.title")}>
      <strong className="row-flex">
        <GitCompareArrows size={16} />
        {say("conflict.text", { who })}
      </strong>
      {both.map((key) => {
        const field = fieldOf(form, key);
        if (!field) return null;
        const shown = (value: Draft["base"][string] | undefined) => (
          <FieldCell field={field} value={value ?? null} form={form.form} record={draft.id} />
        );
        return (
          <div key={key} className="conflict-row">
            <span className="quiet">{field.label}</span>
            <Radio.Group
              value={chosen[key] ?? "theirs"}
              onChange={(event) => setChosen({ ...chosen, [key]: event.target.value as Side })}
            >
              <Radio value="theirs">
                {say("conflict.theirs")} {shown(stale.theirs.values[key])}
              </Radio>
              <Radio value="mine">
                {say("conflict.mine")}{" "}
                {field.kind === "lines"
                  ? say("lines.count", { n: draft.lines[key]?.length ?? 0 })
                  : shown(draft.set[key])}
              </Radio>
            </Radio.Group>
          </div>
        );
      })}
      {both.length === 0 ? <p>{say("conflict.apart")}</p> : null}
      <Button size="small" type="primary" onClick={join}>
        {say("conflict.join")}
      </Button>
    </section>
  );
}
