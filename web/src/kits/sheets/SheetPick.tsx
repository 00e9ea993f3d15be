import { InputNumber, Select } from "antd";
import type { Sheet, SheetFile } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";

interface PickProps {
  file: SheetFile;
  name: string;
  sheet: Sheet;
  headerRow: number;
  onSheet: (name: string) => void;
  onHeaderRow: (row: number) => void;
}

/** Which sheet of the file, and where its heads stand. */
export function SheetPick(props: PickProps) {
  const say = useSay();
  return (
    <div className="sheet-pick">
      <span className="quiet cut">{props.name}</span>
      <label>
        {say("sheet.sheet")}
        <Select
          value={props.sheet.name}
          aria-label={say("sheet.sheet")}
          options={props.file.sheets.map((one) => ({
            value: one.name,
            label: say("sheet.rows", { name: one.name, n: one.rows }),
          }))}
          onChange={props.onSheet}
          style={{ minWidth: 180 }}
        />
      </label>
      <label>
        {say("sheet.headerRow")}
        <InputNumber
          min={1}
          max={50}
          value={props.headerRow}
          aria-label={say("sheet.headerRow")}
          onChange={(row) => props.onHeaderRow(row ?? 1)}
          style={{ width: 80 }}
        />
      </label>
    </div>
  );
}
