/** The approvals of a record: here only that there are some; what they are comes when it is needed. */
import { lazy, Suspense } from "react";
import type { FormView } from "@/model/api.ts";
import { fieldOf } from "@/model/values.ts";
import { Bone } from "@/ui/bits.tsx";
import { withWords } from "@/words/t.ts";

const RecordFlows = lazy(() =>
  withWords("flow", import("../flow/RecordFlows.tsx")).then((m) => ({ default: m.RecordFlows })),
);
const FlowTools = lazy(() =>
  withWords("flow", import("../flow/FlowTools.tsx")).then((m) => ({ default: m.FlowTools })),
);

/** A form that a flow names has the state of its approval. */
export const isFlowed = (form: FormView): boolean => fieldOf(form, "flow_state") !== undefined;

export const FlowsPanel = (props: { form: string; id: string }) => (
  <Suspense fallback={<Bone height={90} />}>
    <RecordFlows {...props} />
  </Suspense>
);

export function FlowsTool(props: { form: FormView; id: string; touched: boolean }) {
  const flowed = isFlowed(props.form);
  if (!flowed && !props.form.buttons) return null;
  return (
    <Suspense>
      <FlowTools form={props.form.form} record={props.id} touched={props.touched} flowed={flowed} />
    </Suspense>
  );
}
