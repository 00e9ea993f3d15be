import { Suspense } from "react";
import { Bone } from "@/ui/bits.tsx";
import { kindOf } from "./all.ts";
import type { EditorProps } from "./kind.ts";

export function FieldEditor(props: EditorProps) {
  const { Editor } = kindOf(props.field.kind);
  return (
    <Suspense fallback={<Bone height={32} />}>
      <Editor {...props} />
    </Suspense>
  );
}
