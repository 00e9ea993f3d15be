import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, useEffect, useState } from "react";
import { standingQuery } from "@/data/previews.ts";
import type { FormView, Row } from "@/model/api.ts";
import { toast } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { FieldCell } from "../fields/index.ts";
import { CellEditor } from "../list/CellEditor.tsx";
import { allowed } from "./allowed.ts";

type Props = Omit<ComponentProps<typeof CellEditor>, "form" | "record"> & {
  form: FormView;
  row: Row;
};

/** The editor over a cell of a list: it offers what the rules allow for this record, or says why nothing. */
export function ListCell({ form, row, ...cell }: Props) {
  const plain = { ...cell, form: form.form, record: row[0] };
  return form.ruled ? <RuledCell {...plain} version={row[1]} /> : <CellEditor {...plain} />;
}

function RuledCell({ version, ...cell }: ComponentProps<typeof CellEditor> & { version: number }) {
  const say = useSay();
  const { data, isPending } = useQuery(standingQuery(cell.form, cell.record, version));
  // What was allowed when the editor opened holds while it is open.
  const [first, setFirst] = useState(data);
  if (data && !first) setFirst(data);
  const said = first ? allowed(first, cell.field, cell.value, say) : null;
  const why = said && "why" in said ? said.why : "";
  const { onDone } = cell;
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once
  useEffect(() => {
    if (!why) return;
    toast(why, false);
    onDone();
  }, [why]);
  if (isPending || why)
    return (
      <div className="editor-coming" aria-busy={isPending}>
        <FieldCell field={cell.field} value={cell.value} form={cell.form} record={cell.record} />
      </div>
    );
  return <CellEditor {...cell} field={said && "field" in said ? said.field : cell.field} />;
}
