import { useQuery } from "@tanstack/react-query";
import { Tooltip } from "antd";
import { RotateCw, SquareArrowOutUpRight } from "lucide-react";
import { memo, useId } from "react";
import { formQuery } from "@/data/forms.ts";
import type { PickDraft } from "@/data/records.ts";
import type { FieldView, Value } from "@/model/api.ts";
import { sayFormula } from "@/model/formula.ts";
import { asLink } from "@/model/values.ts";
import { useSay } from "@/words/t.ts";
import { useDoor } from "../door/door.ts";
import { FieldCell, FieldEditor, Refreshing } from "../fields/index.ts";

interface FieldRowProps {
  form: string;
  record: string;
  field: FieldView;
  value: Value;
  ask: PickDraft | undefined;
  editable: boolean;
  changed: boolean;
  problem: string | undefined;
  span: number;
  onChange: (key: string, value: Value) => void;
  /** Takes the default again from its source; there where the value differs from it. */
  onAnew: ((key: string) => void) | undefined;
}

/** ƒ says what a value is made of. */
function Explain({ form, field }: { form: string; field: FieldView }) {
  const say = useSay();
  // As far as it is known already: who decides without a right of her own is not told of the form.
  const shape = useQuery({ ...formQuery(form), enabled: false }).data ?? { fields: [] };
  const { text } = field.settings;
  if (field.kind === "lookup") {
    return (
      <Tooltip
        title={say("field.lookup", {
          path: sayFormula(field.settings.path?.split(".")[0] ?? "", shape),
        })}
      >
        <button
          type="button"
          className="field-f"
          aria-label={say("field.explain", { name: field.label })}
        >
          ↗
        </button>
      </Tooltip>
    );
  }
  if (!text) return null;
  return (
    <Tooltip title={<code>{`${field.label} = ${sayFormula(text, shape)}`}</code>}>
      <button
        type="button"
        className="field-f"
        aria-label={say("field.explain", { name: field.label })}
      >
        ƒ
      </button>
    </Tooltip>
  );
}

function OpenLinked({ field, value }: { field: FieldView; value: Value }) {
  const say = useSay();
  const door = useDoor();
  const link = asLink(value);
  if (!link || !field.settings.to) return null;
  const to = field.settings.to;
  return (
    <button
      type="button"
      className="field-open"
      aria-label={say("field.open", { name: link.title })}
      onClick={() => door.open(to, link.id)}
    >
      <SquareArrowOutUpRight size={12} />
    </button>
  );
}

function Again({ field, onAnew }: { field: FieldView; onAnew: (key: string) => void }) {
  const say = useSay();
  return (
    <Tooltip title={say("anew.one")}>
      <button
        type="button"
        className="field-anew"
        aria-label={say("anew.oneOf", { name: field.label })}
        onClick={() => onAnew(field.key)}
      >
        <RotateCw size={12} />
      </button>
    </Tooltip>
  );
}

/** A label above and its value below, editable as far as the server allows. */
export const FieldRow = memo(function FieldRow(props: FieldRowProps) {
  const { field, editable, problem } = props;
  const say = useSay();
  const id = useId();
  const note = `${id}-note`;
  return (
    <div
      className="field-row"
      data-field={field.key}
      data-bad={problem ? true : undefined}
      style={{ gridColumn: `span ${props.span}` }}
    >
      <div className="field-label">
        {editable ? <label htmlFor={id}>{field.label}</label> : <span>{field.label}</span>}
        {field.required && editable ? (
          <span className="minus" aria-hidden>
            *
          </span>
        ) : null}
        {props.changed ? <span className="field-dot" aria-hidden /> : null}
        {field.computed ? <Explain form={props.form} field={field} /> : null}
        <Refreshing field={field} />
        {editable && props.onAnew ? <Again field={field} onAnew={props.onAnew} /> : null}
        {editable && field.kind === "link" ? (
          <OpenLinked field={field} value={props.value} />
        ) : null}
      </div>
      {editable ? (
        <FieldEditor
          id={id}
          field={field}
          form={props.form}
          record={props.record}
          path={field.key}
          value={props.value}
          {...(props.ask ? { draft: props.ask } : {})}
          invalid={problem !== undefined}
          describedBy={note}
          onChange={(value) => props.onChange(field.key, value)}
        />
      ) : (
        <div
          className="field-plain"
          title={field.why ? say("field.why", { why: field.why }) : undefined}
        >
          <FieldCell
            field={field}
            value={props.value}
            form={props.form}
            record={props.record}
            roomy
          />
          {props.value === null || props.value === "" ? (
            <span className="quiet">{field.kind === "serial" ? say("field.onSave") : "—"}</span>
          ) : null}
        </div>
      )}
      <div id={note} className="field-note" role={problem ? "alert" : undefined}>
        {problem ?? field.help}
      </div>
    </div>
  );
});
