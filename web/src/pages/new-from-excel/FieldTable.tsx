import { Checkbox, Input, Select } from "antd";
import { useMe } from "@/data/session.ts";
import type { KindName, NavItem, Settings, Sheet } from "@/model/api.ts";
import { useSay, type Word } from "@/words/t.ts";

export interface NewField {
  column: number;
  kept: boolean;
  label: string;
  kind: KindName;
  settings: Settings;
  inLines: boolean;
}

export const LINES_KEY = "lines";

const KINDS: readonly KindName[] = [
  "text",
  "paragraph",
  "number",
  "money",
  "percent",
  "switch",
  "choice",
  "choices",
  "date",
  "moment",
  "time",
  "phone",
  "email",
  "url",
  "address",
  "member",
  "department",
  "link",
];

export const fieldsOf = (sheet: Sheet): NewField[] =>
  sheet.columns.map(({ index, header, guess }) => ({
    column: index,
    kept: true,
    label: header,
    kind: guess.kind,
    settings: guess.settings,
    inLines: false,
  }));

const formsIn = (items: readonly NavItem[]): NavItem[] =>
  items.flatMap((item) =>
    item.kind === "group" ? formsIn(item.items ?? []) : item.kind === "form" ? [item] : [],
  );

interface TableProps {
  sheet: Sheet;
  fields: NewField[];
  onChange: (fields: NewField[]) => void;
}

/** What each column becomes: name, kind, and whether it belongs to the head or to the rows of a record. */
export function FieldTable({ sheet, fields, onChange }: TableProps) {
  const say = useSay();
  const { apps } = useMe();
  const forms = apps.flatMap((app) =>
    formsIn(app.nav).map((item) => ({
      value: item.form ?? "",
      label: `${app.label} / ${item.label}`,
    })),
  );
  const put = (column: number, change: Partial<NewField>) =>
    onChange(fields.map((field) => (field.column === column ? { ...field, ...change } : field)));
  const toKind = (field: NewField, kind: KindName) => {
    const guess = sheet.columns.find((one) => one.index === field.column)?.guess;
    const settings: Settings =
      guess?.kind === kind ? guess.settings : kind === "link" ? { to: forms[0]?.value ?? "" } : {};
    put(field.column, { kind, settings });
  };
  return (
    <div className="sheet-scroll">
      <table className="sheet-table field-table">
        <thead>
          <tr>
            <th>{say("newApp.keep")}</th>
            <th>{say("newApp.label")}</th>
            <th>{say("newApp.kind")}</th>
            <th>{say("import.samples")}</th>
            <th>{say("newApp.inLines")}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => {
            const column = sheet.columns.find((one) => one.index === field.column);
            return (
              <tr key={field.column} style={field.kept ? undefined : { opacity: 0.5 }}>
                <td>
                  <Checkbox
                    checked={field.kept}
                    aria-label={`${say("newApp.keep")} ${field.label}`}
                    onChange={(event) => put(field.column, { kept: event.target.checked })}
                  />
                </td>
                <td>
                  <Input
                    value={field.label}
                    aria-label={`${say("newApp.label")} ${field.column + 1}`}
                    onChange={(event) => put(field.column, { label: event.target.value })}
                  />
                </td>
                <td>
                  <div style={{ display: "grid", gap: 4 }}>
                    <Select<KindName>
                      className="sheet-kind"
                      value={field.kind}
                      aria-label={`${say("newApp.kind")} ${field.label}`}
                      options={KINDS.map((kind) => ({
                        value: kind,
                        label: say(`kind.${kind}` as Word),
                      }))}
                      onChange={(kind) => toKind(field, kind)}
                    />
                    {field.kind === "link" ? (
                      <Select
                        className="sheet-kind"
                        value={field.settings.to ?? null}
                        aria-label={`${say("newApp.to")} ${field.label}`}
                        options={forms}
                        onChange={(to: string) => put(field.column, { settings: { to } })}
                      />
                    ) : null}
                  </div>
                </td>
                <td className="sheet-samples cut">{column?.samples.slice(0, 3).join(" · ")}</td>
                <td data-label={say("newApp.inLines")}>
                  <Checkbox
                    checked={field.inLines}
                    aria-label={`${say("newApp.inLines")} ${field.label}`}
                    onChange={(event) => put(field.column, { inLines: event.target.checked })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="quiet">{say("newApp.linesHelp")}</p>
    </div>
  );
}
