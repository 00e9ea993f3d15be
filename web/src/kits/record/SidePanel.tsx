import type { FormView, RecordData } from "@/model/api.ts";
import { useSay, type Word } from "@/words/t.ts";
import { Comments } from "../comments/Comments.tsx";
import { HistoryList } from "../comments/HistoryList.tsx";
import { FilesPanel } from "./FilesPanel.tsx";
import { FlowsPanel, isFlowed } from "./flows.tsx";
import { RelatedLists } from "./RelatedLists.tsx";

export type SideTab = "comments" | "history" | "related" | "files" | "flows";
const TABS: readonly [SideTab, Word][] = [
  ["comments", "side.comments"],
  ["history", "side.history"],
  ["related", "side.related"],
  ["files", "side.files"],
];
const FLOWS: readonly [SideTab, Word] = ["flows", "side.flows"];

interface SideProps {
  form: FormView;
  record: RecordData;
  tab: SideTab;
  onTab: (tab: SideTab) => void;
}

/** What was said, what was changed, what hangs on it. */
export function SidePanel({ form, record, tab, onTab }: SideProps) {
  const say = useSay();
  const tabs = isFlowed(form) ? [FLOWS, ...TABS] : TABS;
  return (
    <aside className="side" aria-label={say("side.title")}>
      <div role="tablist" className="side-tabs">
        {tabs.map(([key, word]) => (
          <button
            key={key}
            type="button"
            role="tab"
            aria-selected={key === tab}
            className="view-tab"
            onClick={() => onTab(key)}
          >
            {say(word)}
          </button>
        ))}
      </div>
      <div
        className="side-body"
        role="tabpanel"
        aria-label={say(tabs.find(([key]) => key === tab)?.[1] ?? "side.title")}
      >
        {tab === "comments" ? <Comments form={form.form} id={record.id} /> : null}
        {tab === "history" ? <HistoryList form={form} id={record.id} /> : null}
        {tab === "related" ? <RelatedLists form={form} record={record} /> : null}
        {tab === "flows" ? <FlowsPanel form={form.form} id={record.id} /> : null}
        {tab === "files" ? <FilesPanel form={form} record={record} /> : null}
      </div>
    </aside>
  );
}
