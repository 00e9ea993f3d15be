import { Button, Radio, Select } from "antd";
import { FileSpreadsheet } from "lucide-react";
import { useMemo, useState } from "react";
import type { ImportAsk } from "@/data/sheets.ts";
import { SheetPick } from "@/kits/sheets/SheetPick.tsx";
import type { FormView, SheetFile } from "@/model/api.ts";
import { guessed, targetsOf, unfilled } from "@/model/mapping.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";

interface MapProps {
  form: FormView;
  file: SheetFile;
  name: string;
  onBack: () => void;
  onGo: (ask: ImportAsk) => void;
}

type Mode = ImportAsk["mode"];

/** Each column with its samples beside the field it goes to. */
export function MapColumns({ form, file, name, onBack, onGo }: MapProps) {
  const say = useSay();
  const targets = useMemo(() => targetsOf(form), [form]);
  const [sheetName, setSheetName] = useState(file.sheets[0]?.name ?? "");
  const [headerRow, setHeaderRow] = useState(1);
  const sheet = file.sheets.find((one) => one.name === sheetName);
  const [mapping, setMapping] = useState<Record<number, string>>(() =>
    sheet ? guessed(sheet, targets) : {},
  );
  const [mode, setMode] = useState<Mode>("add");
  const [key, setKey] = useState<string[]>([]);
  const [parentKey, setParentKey] = useState<string[]>([]);
  const [onBad, setOnBad] = useState<ImportAsk["on_bad"]>("nothing");
  if (!sheet) return <StatePanel icon={<FileSpreadsheet />} title={say("sheet.empty")} />;
  const toSheet = (next: string) => {
    const found = file.sheets.find((one) => one.name === next);
    setSheetName(next);
    if (found) setMapping(guessed(found, targets));
  };
  const used = new Set(Object.values(mapping));
  const mapped = targets.filter((target) => used.has(target.path) && !target.path.includes("."));
  const keys = mapped.map((target) => ({ value: target.path, label: target.label }));
  const hasLines = [...used].some((path) => path.includes("."));
  const missing = mode === "update" ? [] : unfilled(form, mapping);
  const ready =
    used.size > 0 && (mode === "add" || key.length > 0) && (!hasLines || parentKey.length > 0);
  const put = (index: number, path: string | undefined) => {
    const { [index]: _gone, ...rest } = mapping;
    setMapping(path ? { ...rest, [index]: path } : rest);
  };
  const go = () =>
    onGo({
      sheet_file: file.id,
      sheet: sheet.name,
      header_row: headerRow,
      mapping: Object.entries(mapping).map(([column, path]) => ({ column: Number(column), path })),
      mode,
      key: mode === "add" ? [] : key,
      ...(hasLines ? { parent_key: parentKey } : {}),
      on_bad: onBad,
      dry: true,
    });
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
      <div className="sheet-scroll">
        <table className="sheet-table map-table">
          <thead>
            <tr>
              <th>{say("import.column")}</th>
              <th>{say("import.samples")}</th>
              <th>{say("import.target")}</th>
            </tr>
          </thead>
          <tbody>
            {sheet.columns.map((column) => (
              <tr key={column.index}>
                <td>
                  <strong>{column.header || say("import.unnamed", { n: column.index + 1 })}</strong>
                </td>
                <td className="sheet-samples cut">{column.samples.slice(0, 3).join(" · ")}</td>
                <td>
                  <Select
                    allowClear
                    showSearch={{ optionFilterProp: "label" }}
                    className="sheet-target"
                    placeholder={say("import.ignore")}
                    aria-label={say("import.targetOf", { column: column.header })}
                    value={mapping[column.index] ?? null}
                    options={targets.map((target) => ({
                      value: target.path,
                      label: target.label,
                      disabled: used.has(target.path) && mapping[column.index] !== target.path,
                    }))}
                    onChange={(path: string | undefined) => put(column.index, path)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="wizard-choices">
        <div className="wizard-choice">
          <span className="quiet">{say("import.mode")}</span>
          <Radio.Group
            value={mode}
            onChange={(event) => setMode(event.target.value as Mode)}
            options={[
              { value: "add", label: say("import.mode.add") },
              { value: "update", label: say("import.mode.update") },
              { value: "upsert", label: say("import.mode.upsert") },
            ]}
          />
        </div>
        {mode === "add" ? null : (
          <div className="wizard-choice">
            <span className="quiet">{say("import.key")}</span>
            <Select
              mode="multiple"
              value={key}
              options={keys}
              aria-label={say("import.key")}
              onChange={setKey}
            />
          </div>
        )}
        {hasLines ? (
          <div className="wizard-choice">
            <span className="quiet">{say("import.parentKey")}</span>
            <Select
              mode="multiple"
              value={parentKey}
              options={keys}
              aria-label={say("import.parentKey")}
              onChange={setParentKey}
            />
          </div>
        ) : null}
        <div className="wizard-choice">
          <span className="quiet">{say("import.onBad")}</span>
          <Radio.Group
            value={onBad}
            onChange={(event) => setOnBad(event.target.value as ImportAsk["on_bad"])}
            options={[
              { value: "nothing", label: say("import.onBad.nothing") },
              { value: "skip", label: say("import.onBad.skip") },
            ]}
          />
        </div>
      </div>
      {missing.length ? (
        <p className="sheet-warn">{say("import.missing", { fields: missing.join("、") })}</p>
      ) : null}
      <div className="wizard-foot">
        <Button onClick={onBack}>{say("import.otherFile")}</Button>
        <Button type="primary" disabled={!ready} onClick={go}>
          {say("import.check")}
        </Button>
      </div>
    </div>
  );
}
