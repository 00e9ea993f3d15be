import { useRef } from "react";
import { useForm } from "@/data/forms.ts";
import { useRecord } from "@/data/records.ts";
import type { RecordData, Values } from "@/model/api.ts";
import { Pane } from "@/ui/Pane.tsx";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import type { Neighbours } from "./neighbours.ts";
import { RecordBones } from "./RecordBones.tsx";
import { RecordSheet } from "./RecordSheet.tsx";

interface PaneProps {
  form: string;
  id: string | null;
  given?: Values;
  neighbours?: Neighbours;
  onClose: () => void;
  onSaved?: (record: RecordData) => void;
}

/** A record, or a new one, beside what one was looking at. */
export function RecordPane(props: PaneProps) {
  const form = useForm(props.form);
  const record = useRecord(props.form, props.id ?? "");
  const mayClose = useRef<() => Promise<boolean>>(() => Promise.resolve(true));
  const close = () => void mayClose.current().then((yes) => yes && props.onClose());
  const error = form.error ?? record.error;
  const ready = form.data && (props.id === null || record.data);
  return (
    <Pane label={record.data?.title ?? form.data?.label ?? ""} onClose={close}>
      {ready && form.data ? (
        <RecordSheet
          form={form.data}
          record={props.id === null ? null : (record.data ?? null)}
          given={props.given}
          neighbours={props.neighbours}
          onClose={close}
          onGone={props.onClose}
          onSaved={props.onSaved}
          mayClose={mayClose}
        />
      ) : error ? (
        <FaultPanel error={error} onRetry={() => void record.refetch()} />
      ) : (
        <RecordBones />
      )}
    </Pane>
  );
}
