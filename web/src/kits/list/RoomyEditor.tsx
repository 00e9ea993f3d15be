import type { ReactNode } from "react";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay } from "@/words/t.ts";

/** The editor of a cell that needs more room than a cell has. */
export function RoomyEditor(props: { label: string; onDone: () => void; children: ReactNode }) {
  const say = useSay();
  return (
    <Dialog label={props.label} className="dialog-wide" onClose={props.onDone}>
      <h2>{props.label}</h2>
      <div style={{ marginTop: 12 }}>{props.children}</div>
      <div className="dialog-foot">
        <span className="spacer" />
        <button type="button" className="button primary" onClick={props.onDone}>
          {say("done")}
        </button>
      </div>
    </Dialog>
  );
}
