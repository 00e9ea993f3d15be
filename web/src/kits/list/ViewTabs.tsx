import { ChevronDown, Kanban, Plus, Table2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useDeleteView, useSaveView } from "@/data/forms.ts";
import type { FormView, View } from "@/model/api.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import type { ListState } from "./useListState.ts";

const SaveViewModal = lazy(() =>
  import("./SaveViewModal.tsx").then((m) => ({ default: m.SaveViewModal })),
);

interface TabsProps {
  form: FormView;
  state: ListState;
}

function useViewActs({ form, state }: TabsProps) {
  const say = useSay();
  const tell = useTell();
  const save = useSaveView(form.form);
  const remove = useDeleteView(form.form);
  const saveOver = (view: View) =>
    save.mutate(
      { ...state.shown(), id: view.id, label: view.label, shared: view.shared },
      { onSuccess: () => state.reset(), onError: tell.fail },
    );
  const drop = async (view: View) => {
    const question = {
      title: say("view.deleteAsk", { name: view.label }),
      yes: say("delete"),
      no: say("cancel"),
      danger: true,
    };
    if (!(await ask(question))) return;
    remove.mutate(view.id, { onSuccess: () => state.toView(""), onError: tell.fail });
  };
  const mayChange = (view: View) =>
    view.id !== "" && (view.mine || (view.shared && form.verbs.includes("share_views")));
  return { saveOver, drop, mayChange };
}

function Tabs({ state }: { state: ListState }) {
  const say = useSay();
  return (
    <div role="tablist" aria-label={say("view.title")} className="view-tabs-list">
      {state.views.map((view) => {
        const Icon = view.kind === "kanban" ? Kanban : Table2;
        return (
          <button
            key={view.id || "all"}
            type="button"
            role="tab"
            aria-selected={view.id === state.view.id}
            className="view-tab"
            onClick={() => state.toView(view.id)}
          >
            <Icon size={14} aria-hidden />
            {view.label}
          </button>
        );
      })}
    </div>
  );
}

/** Views as tabs: the whole list, mine and shared ones; what was changed can be kept. */
export function ViewTabs({ form, state }: TabsProps) {
  const say = useSay();
  const acts = useViewActs({ form, state });
  const [naming, setNaming] = useState(false);
  const mayChange = acts.mayChange(state.view);
  return (
    <div className="view-tabs">
      <Tabs state={state} />
      {mayChange ? (
        <MenuButton
          className="icon-button"
          label={say("view.more")}
          items={[
            {
              key: "save",
              label: say("view.save"),
              disabled: !state.dirty,
              onClick: () => acts.saveOver(state.view),
            },
            {
              key: "delete",
              danger: true,
              label: say("view.delete"),
              onClick: () => void acts.drop(state.view),
            },
          ]}
        >
          <ChevronDown size={14} />
        </MenuButton>
      ) : null}
      <button
        type="button"
        className="icon-button"
        aria-label={say("view.saveAs")}
        title={say("view.saveAs")}
        onClick={() => setNaming(true)}
      >
        <Plus size={16} />
      </button>
      {state.dirty ? (
        <span className="row-flex view-dirty">
          <button type="button" className="plain-button" onClick={state.reset}>
            {say("view.reset")}
          </button>
          <button
            type="button"
            className="plain-button"
            data-on
            onClick={() => (mayChange ? acts.saveOver(state.view) : setNaming(true))}
          >
            {say(mayChange ? "view.save" : "view.saveAs")}
          </button>
        </span>
      ) : null}
      {naming ? (
        <Suspense>
          <SaveViewModal
            form={form}
            shown={state.shown()}
            onClose={() => setNaming(false)}
            onSaved={(view) => {
              setNaming(false);
              state.reset();
              state.toView(view.id);
            }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}
