import { type Status, tintOfStatus } from "@/model/flow.ts";
import { StatusTag } from "@/ui/bits.tsx";
import { useSay, type Word } from "@/words/t.ts";

export function FlowStatus({ status }: { status: Status }) {
  const say = useSay();
  return <StatusTag tint={tintOfStatus(status)}>{say(`flow.status.${status}` as Word)}</StatusTag>;
}
