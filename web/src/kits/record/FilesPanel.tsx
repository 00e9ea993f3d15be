import { Paperclip } from "lucide-react";
import type { FieldView, FormView, RecordData, Value } from "@/model/api.ts";
import { asFiles, asList } from "@/model/values.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { FieldCell } from "../fields/index.ts";

const HOLD_FILES = new Set(["files", "images", "signature"]);

interface Shelf {
  key: string;
  label: string;
  field: FieldView;
  value: Value;
}

/** Every field that holds files, those of sub-form rows too, with what is in it. */
function shelvesOf(form: FormView, record: RecordData): Shelf[] {
  const own = (field: FieldView, value: Value, key: string, label: string): Shelf[] =>
    HOLD_FILES.has(field.kind) && asFiles(value).length ? [{ key, label, field, value }] : [];
  return form.fields.flatMap((field) => {
    const value = record.values[field.key] ?? null;
    if (field.kind !== "lines") return own(field, value, field.key, field.label);
    return asList(value).flatMap((line, row) =>
      (field.fields ?? []).flatMap((part) => {
        const inside =
          line && typeof line === "object" && !Array.isArray(line) ? line[part.key] : null;
        const label = `${field.label} ${row + 1} · ${part.label}`;
        return own(part, inside ?? null, `${field.key}.${row}.${part.key}`, label);
      }),
    );
  });
}

/** The files of a record in one place, by the field that holds them. */
export function FilesPanel({ form, record }: { form: FormView; record: RecordData }) {
  const say = useSay();
  const shelves = shelvesOf(form, record);
  if (shelves.length === 0)
    return (
      <StatePanel icon={<Paperclip />} title={say("files.none")} text={say("files.noneText")} />
    );
  return (
    <div style={{ display: "grid", gap: 20 }}>
      {shelves.map(({ key, label, field, value }) => (
        <section key={key} aria-label={label}>
          <h3 className="quiet">{label}</h3>
          <FieldCell field={field} value={value} form={form.form} record={record.id} roomy />
        </section>
      ))}
    </div>
  );
}
