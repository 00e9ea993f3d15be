import { Suspense } from "react";
import { kindOf } from "./all.ts";
import { FieldCell } from "./FieldCell.tsx";
import type { EditorProps } from "./kind.ts";

export function FieldEditor(props: EditorProps) {
  const { Editor } = kindOf(props.field.kind);
  // The value is there before its editor's code is: it can be read meanwhile, in the editor's place.
  const { field, value, form, record } = props;
  return (
    <Suspense
      fallback={
        <div className="editor-coming" aria-busy>
          <FieldCell field={field} value={value} form={form} record={record} />
        </div>
      }
    >
      <Editor {...props} />
    </Suspense>
  );
}
