import { App } from "antd";
import { ChevronDown, Kanban, Plus, Table2 } from "lucide-react";
import { lazy, Suspense } from "react";
import { useDeleteView, useSaveView } from "@/data/forms.ts";
import type { FormView, View } from "@/model/api.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import type { ListState } from "./useListState.ts";

const NameBox = lazy(() => import("./NameBox.tsx").then((m) => ({ default: m.NameBox })));

function useViewActs(form: FormView, state: ListState) {
  const say = useSay();
  const tell = useTell();
  const { modal } = App.useApp();
  const save = useSaveView(form.form);
  const remove = useDeleteView(form.form);
  const mayShare = form.verbs.includes("share_views");
  const saveAs = () => {
    const entered = { name: "", shared: false };
    modal.confirm({
      title: say("view.saveAs"),
      icon: null,
      content: (
        <Suspense>
          <NameBox
            first=""
            mayShare={mayShare}
            onChange={(name, shared) => Object.assign(entered, { name, shared })}
          />
        </Suspense>
      ),
      okText: say("save"),
      onOk: async () => {
        if (!entered.name.trim()) throw new Error(say("required"));
        const made = await save.mutateAsync({
          ...state.shown(),
          label: entered.name.trim(),
          shared: entered.shared,
        });
        state.reset();
        state.toView(made.id);
      },
    });
  };
  const saveOver = (view: View) =>
    save.mutate(
      { ...state.shown(), id: view.id, label: view.label, shared: view.shared },
      { onSuccess: () => state.reset(), onError: tell.fail },
    );
  const drop = (view: View) =>
    modal.confirm({
      title: say("view.deleteAsk", { name: view.label }),
      okText: say("delete"),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(view.id).then(() => state.toView("")),
    });
  const mayChange = (view: View) => view.id !== "" && (view.mine || (view.shared && mayShare));
  return { saveAs, saveOver, drop, mayChange };
}

/** Views as tabs: the whole list, mine and shared ones; what was changed can be kept. */
export function ViewTabs({ form, state }: { form: FormView; state: ListState }) {
  const say = useSay();
  const acts = useViewActs(form, state);
  return (
    <div className="view-tabs">
      <div role="tablist" aria-label={say("view.title")} className="view-tabs-list">
        {state.views.map((view) => {
          const on = view.id === state.view.id;
          const Icon = view.kind === "kanban" ? Kanban : Table2;
          return (
            <button
              key={view.id || "all"}
              type="button"
              role="tab"
              aria-selected={on}
              className="view-tab"
              onClick={() => state.toView(view.id)}
            >
              <Icon size={14} aria-hidden />
              {view.label}
            </button>
          );
        })}
      </div>
      {acts.mayChange(state.view) ? (
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
        onClick={acts.saveAs}
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
            onClick={() => (acts.mayChange(state.view) ? acts.saveOver(state.view) : acts.saveAs())}
          >
            {say(acts.mayChange(state.view) ? "view.save" : "view.saveAs")}
          </button>
        </span>
      ) : null}
    </div>
  );
}
