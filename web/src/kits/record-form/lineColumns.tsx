import { useMemo } from "react";
import type { FieldView, FormView, Preview, Values } from "@/model/api.ts";
import { firstWidth, usualTotal } from "@/model/columns.ts";
import { sum } from "@/model/decimal.ts";
import type { Draft } from "@/model/draft.ts";
import { asking, lockOn, rowsSaid, ruled } from "@/model/rules.ts";
import { asText, shownAs } from "@/model/values.ts";
import type { GridColumn } from "@/ui/grid/types.ts";
import { FieldCell, kindOf, useTongue } from "../fields/index.ts";
import { CellEditor } from "../list/CellEditor.tsx";

export interface Line {
  id: string;
  fresh: boolean;
  set: Values;
  values: Values;
}

interface Needs {
  form: FormView;
  field: FieldView;
  editable: boolean;
  lines: readonly Line[];
  draft: Draft;
  preview: Preview | null;
  write: (id: string, values: Values) => void;
}

/** Columns of a sub-form, each edited by its kind; numbers that can be summed are summed at the foot. */
export function useLineColumns({
  form,
  field,
  editable,
  lines,
  draft,
  preview,
  write,
}: Needs): GridColumn<Line>[] {
  const tongue = useTongue();
  const said = useMemo(() => rowsSaid(preview, field.key), [preview, field.key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: write, draft and locks are read when an editor opens
  return useMemo(
    () =>
      (field.fields ?? []).map((part): GridColumn<Line> => {
        const kind = kindOf(shownAs(part).kind);
        const Icon = kind.Icon;
        const may = editable && part.editable && !part.computed;
        const lock = lockOn(preview, `${field.key}.${part.key}`);
        const inRow = (row: Line) =>
          ruled(part, said.get(row.id), row.values[part.key] ?? null, lock);
        const numbers = lines.map((line) => asText(line.values[part.key])).filter(Boolean);
        const summed = usualTotal(part) === "sum" && numbers.length > 0;
        return {
          id: part.key,
          title: part.label,
          icon: <Icon size={13} />,
          width: firstWidth(part.label, part.kind === "link" ? 240 : kind.width),
          align: part.type === "number" ? "end" : kind.align,
          required: part.required,
          mode: may ? kindOf(part.kind).mode : "none",
          typed: kind.typed ?? false,
          mayEdit: (row) => may && inRow(row)?.editable === true,
          cell: (row) =>
            inRow(row) ? (
              <FieldCell
                field={part}
                value={row.values[part.key] ?? null}
                form={form.form}
                record={draft.id}
              />
            ) : null,
          text: (row) => kind.format(row.values[part.key] ?? null, shownAs(part), tongue),
          editor: (row, popup) => (
            <CellEditor
              field={inRow(row) ?? part}
              form={form.form}
              record={draft.id}
              path={`${field.key}.${part.key}`}
              value={row.values[part.key] ?? null}
              draft={asking(draft, preview, row.id)}
              start={popup.start}
              onDone={popup.done}
              onCommit={(value) => write(row.id, { [part.key]: value })}
            />
          ),
          footer: summed ? (
            <strong>
              <FieldCell field={part} value={sum(numbers)} form={form.form} record="" />
            </strong>
          ) : null,
        };
      }),
    [field, editable, lines, form.form, tongue, said],
  );
}
