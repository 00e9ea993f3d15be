import type { FormView, RecordData } from "@/model/api.ts";
import { asText, fieldOf } from "@/model/values.ts";
import { FieldCell } from "../fields/index.ts";

const STANDS = ["state", "stage", "status"];

/** How a record stands: its state or stage, else the first choice that has a value. */
export function Standing({ form, record }: { form: FormView; record: RecordData }) {
  const choices = form.fields.filter(
    (field) =>
      (field.kind === "choice" || field.kind === "stage") && asText(record.values[field.key]),
  );
  const state = choices.find((field) => STANDS.includes(field.key)) ?? choices[0];
  const owner = asText(record.values.owner);
  const changedAt = fieldOf(form, "updated_at");
  const ownerField = fieldOf(form, "owner");
  const serial = form.fields.find((field) => field.kind === "serial" && field.key !== form.title);
  const number = serial ? asText(record.values[serial.key]) : "";
  return (
    <div className="record-standing">
      {number && !record.title.includes(number) ? (
        <span className="quiet num">{number}</span>
      ) : null}
      {state ? (
        <FieldCell
          field={state}
          value={record.values[state.key] ?? null}
          form={form.form}
          record={record.id}
        />
      ) : null}
      {owner && ownerField ? (
        <FieldCell field={ownerField} value={owner} form={form.form} record={record.id} />
      ) : null}
      {changedAt ? (
        <span className="quiet row-flex">
          {changedAt.label}
          <FieldCell
            field={changedAt}
            value={record.values.updated_at ?? null}
            form={form.form}
            record={record.id}
          />
        </span>
      ) : null}
    </div>
  );
}
