export { kindOf } from "./all.ts";
export { FieldCell } from "./FieldCell.tsx";
export { FieldEditor } from "./FieldEditor.tsx";
export type { CellProps, EditorProps, FieldKind, Parsed, Tongue } from "./kind.ts";
export { Refreshing } from "./Refreshing.tsx";
export { dateWords, useTongue } from "./tongue.ts";
