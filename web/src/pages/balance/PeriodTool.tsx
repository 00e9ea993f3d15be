import { CalendarRange } from "lucide-react";
import { lazy, useState } from "react";
import type { BalanceView } from "@/model/api.ts";
import { ToolPopover } from "@/ui/ToolPopover.tsx";
import { useSay } from "@/words/t.ts";
import type { Period } from "./period.ts";

const PeriodPanel = lazy(() =>
  import("./PeriodPanel.tsx").then((m) => ({ default: m.PeriodPanel })),
);

interface ToolProps {
  view: BalanceView;
  period: Period | null;
  onChange: (period: Period | null) => void;
}

/** What stands now, or what came and went from one day to another. */
export function PeriodTool(props: ToolProps) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const { view, period } = props;
  if (Object.keys(view.periods).length === 0) return null;
  const button = (
    <>
      <CalendarRange size={15} />
      <span>{period ? `${period.from} ~ ${period.to}` : say("balance.period")}</span>
    </>
  );
  return (
    <ToolPopover
      open={open}
      onOpen={setOpen}
      on={period !== null}
      label={say("balance.period")}
      button={button}
    >
      <PeriodPanel {...props} onDone={() => setOpen(false)} />
    </ToolPopover>
  );
}
