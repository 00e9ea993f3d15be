import { lazy, Suspense, useRef, useState } from "react";
import type { PickDraft } from "@/data/records.ts";
import type { FieldView, Value } from "@/model/api.ts";
import { sameValue } from "@/model/draft.ts";
import { FieldEditor, kindOf } from "../fields/index.ts";

const RoomyEditor = lazy(() =>
  import("./RoomyEditor.tsx").then((m) => ({ default: m.RoomyEditor })),
);

interface CellEditorProps {
  field: FieldView;
  form: string;
  record: string;
  path: string;
  value: Value;
  draft?: PickDraft;
  start: string;
  onDone: () => void;
  onCommit: (value: Value) => void;
}

/** A kind's editor over a cell: keeps its value until it is done, then hands it over once. */
export function CellEditor(props: CellEditorProps) {
  const [value, setValue] = useState(props.value);
  const latest = useRef(value);
  const over = useRef(false);
  const done = () => {
    if (over.current) return;
    over.current = true;
    if (!sameValue(latest.current, props.value)) props.onCommit(latest.current);
    props.onDone();
  };
  const roomy = kindOf(props.field.kind).roomy === true;
  const editor = (
    <FieldEditor
      field={props.field}
      form={props.form}
      record={props.record}
      path={props.path}
      value={value}
      {...(props.draft ? { draft: props.draft } : {})}
      label={props.field.label}
      {...(roomy ? {} : { grid: { start: props.start, done } })}
      onChange={(next) => {
        latest.current = next;
        setValue(next);
      }}
    />
  );
  if (!roomy) return editor;
  return (
    <Suspense>
      <RoomyEditor label={props.field.label} onDone={done}>
        {editor}
      </RoomyEditor>
    </Suspense>
  );
}
