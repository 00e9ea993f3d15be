import { useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useApproval } from "@/data/flows.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { RecordBones } from "@/kits/record/RecordBones.tsx";
import "@/kits/record/record.css";
import { useSay } from "@/words/t.ts";
import { ApprovalOfGone, ApprovalSheet } from "./ApprovalSheet.tsx";
import "./approval.css";

/** One approval: the record as far as one may see it, the way, what one can do. */
export function ApprovalPage() {
  const { instance = "" } = useParams({ strict: false });
  const { task = "" } = useSearch({ strict: false }) as { task?: string };
  const say = useSay();
  const found = useApproval(instance, task);
  const title = found.data?.instance.title || found.data?.instance.label || say("nav.inbox");
  useEffect(() => {
    document.title = `${title} · 连岛`;
  }, [title]);
  if (found.error && !found.data)
    return <FaultPanel error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <RecordBones />;
  const { form, record } = found.data;
  const key = `${instance} ${task}`;
  return form && record ? (
    <ApprovalSheet key={key} approval={found.data} form={form} record={record} />
  ) : (
    <ApprovalOfGone key={key} approval={found.data} />
  );
}
