import { useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { newFromSheet } from "@/data/sheets.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import { useGo } from "@/kits/go.ts";
import { DropSheet } from "@/kits/sheets/DropSheet.tsx";
import { JobView } from "@/kits/sheets/JobView.tsx";
import { SheetPick } from "@/kits/sheets/SheetPick.tsx";
import { Steps } from "@/kits/sheets/Steps.tsx";
import "@/kits/sheets/sheets.css";
import type { SheetFile } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";
import { FieldTable, fieldsOf, LINES_KEY, type NewField } from "./FieldTable.tsx";

function Labelled({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
}) {
  return (
    <label className="wizard-choice">
      <span className="quiet">{label}</span>
      <Input value={value} aria-label={label} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

function Shape({
  file,
  name,
  onMade,
}: {
  file: SheetFile;
  name: string;
  onMade: (form: string, job: string | null) => void;
}) {
  const say = useSay();
  const tell = useTell();
  const client = useQueryClient();
  const stem = name.replace(/\.\w+$/, "");
  const [sheetName, setSheetName] = useState(file.sheets[0]?.name ?? "");
  const [headerRow, setHeaderRow] = useState(1);
  const sheet = file.sheets.find((one) => one.name === sheetName) ?? file.sheets[0];
  const [app, setApp] = useState(stem);
  const [form, setForm] = useState(sheetName || stem);
  const [fields, setFields] = useState<NewField[]>(() => (sheet ? fieldsOf(sheet) : []));
  const [bring, setBring] = useState(true);
  const [busy, setBusy] = useState(false);
  if (!sheet) return null;
  const toSheet = (next: string) => {
    const found = file.sheets.find((one) => one.name === next);
    setSheetName(next);
    setForm(next);
    if (found) setFields(fieldsOf(found));
  };
  const kept = fields.filter((field) => field.kept);
  const hasParent = kept.some((field) => !field.inLines);
  const make = async () => {
    setBusy(true);
    try {
      const answer = await newFromSheet({
        sheet_file: file.id,
        sheet: sheet.name,
        header_row: headerRow,
        app: { label: app.trim() },
        form: { label: form.trim() },
        fields: kept.map(({ column, label, kind, settings, inLines }) => ({
          column,
          label: label.trim(),
          kind,
          settings,
          ...(inLines ? { lines: LINES_KEY } : {}),
        })),
        import: bring,
      });
      await client.invalidateQueries({ queryKey: ["session"] });
      onMade(answer.form, answer.job ?? null);
    } catch (error) {
      tell.fail(error);
    } finally {
      setBusy(false);
    }
  };
  const ready =
    app.trim() !== "" &&
    form.trim() !== "" &&
    kept.length > 0 &&
    hasParent &&
    kept.every((field) => field.label.trim());
  return (
    <div className="wizard-card">
      <SheetPick
        file={file}
        name={name}
        sheet={sheet}
        headerRow={headerRow}
        onSheet={toSheet}
        onHeaderRow={setHeaderRow}
      />
      <div className="wizard-choices">
        <Labelled label={say("newApp.app")} value={app} onChange={setApp} />
        <Labelled label={say("newApp.form")} value={form} onChange={setForm} />
      </div>
      <FieldTable sheet={sheet} fields={fields} onChange={setFields} />
      {hasParent ? null : <p className="sheet-warn">{say("newApp.needsParent")}</p>}
      <div className="wizard-foot">
        <Checkbox checked={bring} onChange={(event) => setBring(event.target.checked)}>
          {say("newApp.bring", { n: sheet.rows })}
        </Checkbox>
        <span className="spacer" />
        <Button type="primary" disabled={!ready} loading={busy} onClick={() => void make()}>
          {say("newApp.make")}
        </Button>
      </div>
    </div>
  );
}

/** An Excel file becomes an app: its columns fields, its rows records, repeated heads a sub-form. */
export function NewFromExcelPage() {
  const say = useSay();
  const go = useGo();
  const [read, setRead] = useState<{ file: SheetFile; name: string } | null>(null);
  const [made, setMade] = useState<{ form: string; job: string | null } | null>(null);
  const onMade = (form: string, job: string | null) =>
    job ? setMade({ form, job }) : go.form(form);
  return (
    <div className="wizard">
      <header>
        <h1>{say("nav.newFromExcel")}</h1>
      </header>
      <Steps
        at={made ? 2 : read ? 1 : 0}
        steps={[say("import.step.file"), say("newApp.step.fields"), say("newApp.step.done")]}
      />
      {!read ? <DropSheet onRead={(file, name) => setRead({ file, name })} /> : null}
      {read && !made ? <Shape file={read.file} name={read.name} onMade={onMade} /> : null}
      {made?.job ? (
        <div className="wizard-card">
          <JobView id={made.job} dry={false}>
            {() => (
              <div className="wizard-foot">
                <Button type="primary" onClick={() => go.form(made.form)}>
                  {say("newApp.open")}
                </Button>
              </div>
            )}
          </JobView>
        </div>
      ) : null}
    </div>
  );
}
