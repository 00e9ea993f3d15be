import { CircleAlert, X } from "lucide-react";
import type { BadCell } from "@/model/edits.ts";
import { useSay } from "@/words/t.ts";

interface PanelProps {
  bad: readonly BadCell[];
  saved: number;
  titleOf: (path: string) => string;
  onUndo: () => void;
  onClose: () => void;
}

/** What of an edit or a paste was not taken, cell by cell; the rest is saved and can be taken back. */
export function BadCellsPanel({ bad, saved, titleOf, onUndo, onClose }: PanelProps) {
  const say = useSay();
  return (
    <section className="bad-cells" role="alert" aria-label={say("paste.report")}>
      <header className="row-flex">
        <CircleAlert size={16} />
        <strong className="grow">
          {saved
            ? say("paste.bad", { n: bad.length, saved })
            : say("paste.noneSaved", { n: bad.length })}
        </strong>
        {saved ? (
          <button type="button" className="button" onClick={onUndo}>
            {say("paste.undoSaved")}
          </button>
        ) : null}
        <button type="button" className="icon-button" aria-label={say("close")} onClick={onClose}>
          <X size={16} />
        </button>
      </header>
      <ul>
        {bad.slice(0, 100).map((cell) => (
          <li key={`${cell.id} ${cell.path} ${cell.message}`}>
            <span className="quiet num">{cell.row ? say("paste.row", { n: cell.row }) : ""}</span>
            <strong>{titleOf(cell.path)}</strong>
            <span>{cell.message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
