import { useQuery } from "@tanstack/react-query";
import { Button, ConfigProvider } from "antd";
import { ArrowRight, CircleAlert } from "lucide-react";
import { useState } from "react";
import { isFault } from "@/data/client.ts";
import { useRecord, useSave } from "@/data/records.ts";
import { stagesQuery } from "@/data/stages.ts";
import type { FieldView, FormView, Problem, RecordData, Value, Values } from "@/model/api.ts";
import { byField, readPlace } from "@/model/problems.ts";
import { blanks, mustOf, needsOf, reasonOf, type StageBar, type Target } from "@/model/stages.ts";
import { fieldOf } from "@/model/values.ts";
import { Bone, StatusTag, tintOf } from "@/ui/bits.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay } from "@/words/t.ts";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import { useTell } from "../faults/useTell.ts";
import { FieldEditor } from "../fields/index.ts";
import "./stage.css";

interface Props {
  form: FormView;
  id: string;
  field: string;
  to: string;
  onDone: () => void;
  onClose: () => void;
}

/** One move: what still stands in its way, what it asks for, and the save that does it all. */
export function MovePanel(props: Props) {
  const { form, id, field, to, onClose } = props;
  const say = useSay();
  const record = useRecord(form.form, id);
  const bars = useQuery(stagesQuery(form.form, id));
  const bar = bars.data?.find((one) => one.field === field);
  const target = bar?.targets.find((one) => one.key === to);
  const label =
    bar?.stages.find((one) => one.key === to)?.label ??
    bar?.outcomes.find((one) => one.key === to)?.label ??
    "";
  const error = record.error ?? bars.error;
  const title = target ? say(`stage.way.${target.way}`, { to: label }) : label;
  return (
    <Dialog label={title} className="stage-move" onClose={onClose}>
      {error ? (
        <FaultPanel
          error={error}
          onRetry={() => void Promise.all([record, bars].map((q) => q.refetch()))}
        />
      ) : record.data && bar && target ? (
        // Lists and calendars open within the dialog: what is outside of it lies below.
        <ConfigProvider getPopupContainer={(node) => node?.closest("dialog") ?? document.body}>
          <MoveForm {...props} record={record.data} bar={bar} target={target} title={title} />
        </ConfigProvider>
      ) : record.data && bar ? (
        <>
          <h2>{label}</h2>
          <p className="quiet">{say("stage.notNow")}</p>
          <div className="dialog-foot">
            <span className="spacer" />
            <Button onClick={onClose}>{say("close")}</Button>
          </div>
        </>
      ) : (
        <Bone height={120} />
      )}
    </Dialog>
  );
}

interface FormProps extends Props {
  record: RecordData;
  bar: StageBar;
  target: Target;
  title: string;
}

function MoveForm({ form, record, bar, target, title, onDone, onClose }: FormProps) {
  const say = useSay();
  const tell = useTell();
  const save = useSave(form.form);
  const [set, setSet] = useState<Values>({});
  const [why, setWhy] = useState("");
  const [refused, setRefused] = useState<readonly Problem[]>([]);
  const needs = needsOf(bar, target, form, record);
  // What a save named beyond what was known before is asked for too.
  const more = refused
    .map((one) => readPlace(one.place).field)
    .filter(
      (key) => record.abilities.editable.includes(key) && fieldOf(form, key)?.computed === false,
    )
    .filter((key) => key !== bar.field && !needs.fields.includes(key));
  const asked = [...needs.fields, ...new Set(more)];
  const messages = byField(refused);
  const outcome = bar.outcomes.find((one) => one.key === target.key);
  const here = bar.stages.find((one) => one.key === bar.value);
  const must = mustOf(target);
  const hints = byField(target.missing.filter((one) => !must.has(readPlace(one.place).field)));
  const open = blanks(
    asked.filter((key) => must.has(key)),
    record,
    set,
  );
  const blocked = needs.elsewhere.length > 0;
  const wanting = target.reason && !why.trim();
  const move = async () => {
    const more = why.trim() ? { [reasonOf(bar.field)]: why.trim() } : {};
    const sent = { ...set, ...more, [bar.field]: target.key };
    try {
      await save.mutateAsync({ id: record.id, version: record.version, set: sent });
      tell.good(say("stage.moved", { to: outcome?.label ?? labelOf(bar, target.key) }));
      onDone();
    } catch (error) {
      if (!isFault(error) || error.problems.length === 0) return tell.fail(error);
      setRefused(
        error.problems.map((one) => ({
          ...one,
          place: one.place.replace(/^records\[\d+\]\.?/, ""),
        })),
      );
    }
  };
  const change = (key: string, value: Value) => {
    setSet((before) => ({ ...before, [key]: value }));
    setRefused((before) => before.filter((one) => readPlace(one.place).field !== key));
  };
  const rest = refused.filter((one) => !asked.includes(readPlace(one.place).field));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void move();
      }}
    >
      <h2>{title}</h2>
      <div className="stage-fromto">
        <StatusTag tint={tintOf(here?.color, bar.value)}>{labelOf(bar, bar.value)}</StatusTag>
        <ArrowRight size={14} aria-hidden />
        <StatusTag tint={tintOf(outcome?.color ?? spotColor(bar, target.key), target.key)}>
          {labelOf(bar, target.key)}
        </StatusTag>
        <span className="cut quiet">{record.title}</span>
      </div>
      {blocked || rest.length > 0 ? (
        <div className="stage-missing" role="alert">
          <strong>{say("stage.firstDo")}</strong>
          <ul>
            {[...needs.elsewhere, ...rest].map((one) => (
              <li key={`${one.place} ${one.code} ${one.message}`}>
                <CircleAlert size={13} aria-hidden />
                {one.message}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {asked.length > 0 ? (
        <div className="stage-fields">
          {asked.map((key) => {
            const field = fieldOf(form, key);
            return field ? (
              <AskRow
                key={key}
                field={field}
                form={form.form}
                record={record}
                value={key in set ? (set[key] ?? null) : (record.values[key] ?? null)}
                must={must.has(key)}
                problem={messages.get(key)}
                hint={hints.get(key)}
                onChange={(value) => change(key, value)}
              />
            ) : null;
          })}
        </div>
      ) : null}
      {target.reason ? (
        <label className="stage-why">
          <span>
            {say("stage.reason")}
            <span className="minus" aria-hidden>
              *
            </span>
          </span>
          <textarea
            rows={2}
            maxLength={500}
            data-first
            value={why}
            onChange={(event) => setWhy(event.target.value)}
          />
          {messages.get(reasonOf(bar.field)) ? (
            <span className="field-note" role="alert">
              {messages.get(reasonOf(bar.field))}
            </span>
          ) : null}
        </label>
      ) : null}
      {!blocked && asked.length === 0 && !target.reason ? (
        <p className="quiet">{say("stage.clear")}</p>
      ) : null}
      <div className="dialog-foot">
        <span className="quiet" aria-live="polite">
          {open.length > 0 ? say("stage.open", { n: open.length }) : ""}
        </span>
        <span className="spacer" />
        <Button onClick={onClose}>{say("cancel")}</Button>
        <Button
          type="primary"
          htmlType="submit"
          loading={save.isPending}
          disabled={blocked || wanting || open.length > 0}
          {...(asked.length === 0 && !target.reason ? { "data-first": true } : {})}
        >
          {title}
        </Button>
      </div>
    </form>
  );
}

const labelOf = (bar: StageBar, key: string): string =>
  [...bar.stages, ...bar.outcomes].find((one) => one.key === key)?.label ?? key;
const spotColor = (bar: StageBar, key: string) => bar.stages.find((one) => one.key === key)?.color;

interface AskProps {
  field: FieldView;
  form: string;
  record: RecordData;
  value: Value;
  must: boolean;
  problem: string | undefined;
  hint: string | undefined;
  onChange: (value: Value) => void;
}

function AskRow({ field, form, record, value, must, problem, hint, onChange }: AskProps) {
  const id = `stage-ask-${field.key}`;
  return (
    <div className="stage-field" data-field={field.key} data-bad={problem ? true : undefined}>
      <label htmlFor={id}>
        {field.label}
        {must ? (
          <span className="minus" aria-hidden>
            *
          </span>
        ) : null}
      </label>
      <FieldEditor
        id={id}
        field={field}
        form={form}
        record={record.id}
        path={field.key}
        value={value}
        invalid={problem !== undefined}
        describedBy={`${id}-note`}
        onChange={onChange}
      />
      <div id={`${id}-note`} className="field-note" role={problem ? "alert" : undefined}>
        {problem ?? hint ?? field.help}
      </div>
    </div>
  );
}
