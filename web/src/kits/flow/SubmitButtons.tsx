import { Send } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { RecordFlows } from "@/model/flow.ts";
import { useSay } from "@/words/t.ts";

const SubmitDialog = lazy(() =>
  import("./SubmitDialog.tsx").then((m) => ({ default: m.SubmitDialog })),
);

/** A button for each flow that the record may go into now. */
export function SubmitButtons(props: {
  form: string;
  record: string;
  flows: RecordFlows["submit"];
  /** What is typed and not saved would not go along. */
  touched: boolean;
}) {
  const { form, record, flows, touched } = props;
  const say = useSay();
  const [open, setOpen] = useState<string | null>(null);
  const shown = flows.find((one) => one.flow === open);
  return (
    <>
      {flows.map(({ flow, label }) => (
        <button
          key={flow}
          type="button"
          className="button primary"
          disabled={touched}
          title={touched ? say("flow.saveFirst") : undefined}
          onClick={() => setOpen(flow)}
        >
          <Send size={14} aria-hidden />
          {flows.length > 1 ? say("flow.submitTo", { flow: label }) : say("flow.submit")}
        </button>
      ))}
      {shown ? (
        <Suspense>
          <SubmitDialog
            form={form}
            record={record}
            flow={shown.flow}
            label={shown.label}
            onClose={() => setOpen(null)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
