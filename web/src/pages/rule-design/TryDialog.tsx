import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { tryRule } from "@/data/automations.ts";
import { isFault } from "@/data/client.ts";
import { someRecordsQuery } from "@/data/formulas.ts";
import type { DryRun } from "@/model/automations.ts";
import { mapOf, type Plain } from "@/model/design.ts";
import { formName, sampleOf, startOf, takenOf } from "@/model/rule-design.ts";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { useFormLabel, useRuleDesigning } from "./context.ts";
import { Effects } from "./Effects.tsx";

/** The rule as it is drawn, on a record of one's choice: what it would do, and nothing is kept. */
export function TryDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const { data, rule, app } = useRuleDesigning();
  const labelOf = useFormLabel();
  const form = formName(app, startOf(data));
  const takes = takenOf(data);
  const [search, setSearch] = useState("");
  const [brought, setBrought] = useState(() => JSON.stringify(sampleOf(takes ?? {}), null, 2));
  const [record, setRecord] = useState<string>();
  const [told, setTold] = useState<DryRun | null>(null);
  const [wrong, setWrong] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const records = useQuery({ ...someRecordsQuery(form, search), enabled: form !== "" });
  const inside = (node: HTMLElement) => node.closest("dialog") ?? document.body;
  const run = async () => {
    setBusy(true);
    setWrong([]);
    setTold(null);
    try {
      const given = takes ? { brought: mapOf(JSON.parse(brought) as Plain) } : {};
      setTold(await tryRule(rule, { data, ...(record ? { record } : {}), ...given }));
    } catch (error) {
      if (error instanceof SyntaxError) {
        setWrong([say("rule-design.notJson")]);
        return;
      }
      const fault = isFault(error) ? error : null;
      const problems = (fault?.problems ?? []).map((one) => one.message);
      setWrong([fault?.message || say("fault.broken"), ...problems]);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog label={say("design.try")} className="recipe-try" onClose={onClose}>
      <h2>{say("design.try")}</h2>
      <p className="quiet">{say("rule-design.tryHelp")}</p>
      {form ? (
        <label className="design-part">
          <span>{labelOf(form)}</span>
          <Select
            data-first
            getPopupContainer={inside}
            showSearch={{ filterOption: false, onSearch: setSearch }}
            loading={records.isFetching}
            placeholder={say("rule-design.chooseRecord")}
            value={record}
            onChange={setRecord}
            options={(records.data ?? []).map((one) => ({ value: one.id, label: one.title }))}
          />
        </label>
      ) : null}
      {takes ? (
        <label className="design-part">
          <span>{say("rule-design.brought")}</span>
          <Input.TextArea
            className="recipe-json"
            autoSize={{ minRows: 4, maxRows: 12 }}
            value={brought}
            onChange={(event) => setBrought(event.target.value)}
          />
        </label>
      ) : null}
      {wrong.length > 0 ? (
        <div className="design-wrong" role="alert">
          {wrong.map((one) => (
            <p key={one}>{one}</p>
          ))}
        </div>
      ) : null}
      {told ? (
        <div className="recipe-told" role="status">
          <p className={told.holds ? "design-right" : "design-warn"}>
            {told.holds ? (
              <CircleCheck size={16} aria-hidden />
            ) : (
              <CircleAlert size={16} aria-hidden />
            )}
            {say(told.holds ? "rule-design.holds" : "rule-design.holdsNot")}
          </p>
          <ol>
            {told.steps.map((one, index) => (
              <li key={index}>
                <h3>
                  {index + 1}. {say(`rule-design.verb.${one.verb}` as Word)}
                </h3>
                <Effects effects={one.effects} />
                {one.fault ? (
                  <p className="bad-text">
                    {[one.fault.message, ...(one.fault.problems ?? []).map((x) => x.message)].join(
                      " ",
                    )}
                  </p>
                ) : null}
              </li>
            ))}
          </ol>
        </div>
      ) : null}
      <footer>
        <Button onClick={onClose}>{say("close")}</Button>
        <Button
          type="primary"
          disabled={form !== "" && !record}
          loading={busy}
          onClick={() => void run()}
        >
          {say("rule-design.run")}
        </Button>
      </footer>
    </Dialog>
  );
}
