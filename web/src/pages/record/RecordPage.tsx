import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useForm } from "@/data/forms.ts";
import { useRecord } from "@/data/records.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useGo } from "@/kits/go.ts";
import { RecordBones } from "@/kits/record/RecordBones.tsx";
import { RecordSheet } from "@/kits/record/RecordSheet.tsx";

/** One record as a page: what a pasted link opens. */
export function RecordPage() {
  const { form: name = "", id = "" } = useParams({ strict: false });
  const go = useGo();
  const form = useForm(name);
  const record = useRecord(name, id);
  const title = record.data?.title;
  useEffect(() => {
    if (title) document.title = `${title} · 连岛`;
  }, [title]);
  const error = form.error ?? record.error;
  if (error && !record.data)
    return <FaultPanel error={error} onRetry={() => void record.refetch()} />;
  if (!form.data || !record.data) return <RecordBones />;
  return (
    <RecordSheet
      key={id}
      form={form.data}
      record={record.data}
      given={undefined}
      neighbours={undefined}
      onClose={undefined}
      onGone={() => go.form(name)}
      onSaved={undefined}
      side="comments"
    />
  );
}
