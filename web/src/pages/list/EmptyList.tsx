import { Inbox, SearchX, UserRound } from "lucide-react";
import { useGo } from "@/kits/go.ts";
import type { ListState } from "@/kits/list/useListState.ts";
import type { FormView } from "@/model/api.ts";
import { asksForMe } from "@/model/where.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";

interface EmptyProps {
  form: FormView;
  state: ListState;
  onNew: () => void;
}

/** Why there is nothing to see, and the first step out of it. */
export function EmptyList({ form, state, onNew }: EmptyProps) {
  const say = useSay();
  const go = useGo();
  const ofView = JSON.stringify(state.where) === JSON.stringify(state.view.where);
  const wider = state.views.find((view) => view.kind === "table" && view.where === null);
  if (ofView && !state.q && wider && asksForMe(state.view.where)) {
    return (
      <StatePanel
        icon={<UserRound />}
        title={say("list.noneMine", { form: form.label })}
        text={say("list.noneMineText", { view: state.view.label })}
      >
        <button
          type="button"
          className="button primary"
          onClick={() => state.toView(wider.id || wider.key)}
        >
          {say("list.seeAll")}
        </button>
        {form.verbs.includes("create") ? (
          <button type="button" className="button" onClick={onNew}>
            {say("record.newOf", { form: form.label })}
          </button>
        ) : null}
      </StatePanel>
    );
  }
  if (state.where || state.q) {
    return (
      <StatePanel icon={<SearchX />} title={say("list.noMatch")} text={say("list.noMatchText")}>
        <button
          type="button"
          className="button"
          onClick={() => {
            // The word one typed came last: it goes first, and the view's own conditions stay.
            if (state.q) state.setQ("");
            else state.setWhere(null);
          }}
        >
          {say(state.q ? "search.clear" : "filter.clear")}
        </button>
      </StatePanel>
    );
  }
  return (
    <StatePanel
      icon={<Inbox />}
      title={say("list.empty", { form: form.label })}
      text={say("list.emptyText", { form: form.label })}
    >
      {form.verbs.includes("create") ? (
        <button type="button" className="button primary" onClick={onNew}>
          {say("record.newOf", { form: form.label })}
        </button>
      ) : null}
      {form.verbs.includes("import") ? (
        <button type="button" className="button" onClick={() => go.to(`/f/${form.form}/import`)}>
          {say("import.title")}
        </button>
      ) : null}
    </StatePanel>
  );
}
