import { Plus } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { FilterButton, FilterChips } from "@/kits/filters/FilterBar.tsx";
import { useListSearch } from "@/kits/go.ts";
import { ColumnsTool, GroupTool, HeightTool, SearchBox, SortTool } from "@/kits/list/tools.tsx";
import { useListAsk } from "@/kits/list/useListAsk.ts";
import { useListState } from "@/kits/list/useListState.ts";
import { useRows } from "@/kits/list/useRows.ts";
import { ViewTabs } from "@/kits/list/ViewTabs.tsx";
import type { FormView } from "@/model/api.ts";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay, withWords } from "@/words/t.ts";
import { ListBody } from "./ListBody.tsx";
import { ListFoot } from "./ListFoot.tsx";
import { MoreMenu } from "./MoreMenu.tsx";

const BatchBar = lazy(() =>
  withWords("standing", import("@/kits/list/BatchBar.tsx")).then((m) => ({
    default: m.BatchBar,
  })),
);
const RecordPane = lazy(() =>
  withWords("record", import("@/kits/record/RecordPane.tsx")).then((m) => ({
    default: m.RecordPane,
  })),
);

/** One form's records: views, filters, the grid or board, and the open record beside it. */
export function ListView({ form }: { form: FormView }) {
  const say = useSay();
  const state = useListState(form);
  const [search, change] = useListSearch();
  const { ask, fields, shown } = useListAsk(form, state);
  const rows = useRows(form.form, ask);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [filtering, setFiltering] = useState(false);
  useEffect(() => {
    document.title = `${form.label} · 连岛`;
  }, [form.label]);
  const open = useCallback(
    (id: string | undefined) => change({ open: id, new: undefined }),
    [change],
  );
  const narrow = useNarrow();
  const isBoard = state.view.kind === "kanban";
  const ids = rows.rows.map((row) => row[0]);
  const at = search.open ? ids.indexOf(search.open) : -1;
  return (
    <div className="list-page">
      <header className="list-head">
        <h1 className="cut">{form.plural ?? form.label}</h1>
        <ViewTabs form={form} state={state} />
        {form.verbs.includes("create") ? (
          <button
            type="button"
            className="button primary"
            onClick={() => change({ new: true, open: undefined })}
          >
            <Plus size={16} />
            {say("new")}
          </button>
        ) : null}
      </header>
      <div className="list-tools" role="toolbar" aria-label={say("list.tools")}>
        <FilterButton
          form={form}
          where={state.where}
          open={filtering}
          onOpen={setFiltering}
          onChange={state.setWhere}
        />
        <SortTool form={form} state={state} />
        {isBoard || narrow ? null : (
          <>
            <GroupTool form={form} state={state} />
            <ColumnsTool form={form} state={state} />
            <HeightTool state={state} />
          </>
        )}
        <span className="spacer" />
        <SearchBox state={state} label={say("list.search", { form: form.label })} />
        <MoreMenu form={form} ask={ask} />
      </div>
      <FilterChips
        form={form}
        where={state.where}
        onOpen={setFiltering}
        onChange={state.setWhere}
      />
      <div className="list-body">
        <ListBody
          form={form}
          state={state}
          ask={ask}
          fields={fields}
          shown={shown}
          rows={rows}
          picked={picked}
          onPick={setPicked}
          open={search.open}
          onOpen={open}
          onFilter={() => setFiltering(true)}
          onNew={() => change({ new: true })}
        />
        {picked.size ? (
          <Suspense>
            <BatchBar
              form={form}
              picked={picked}
              columns={ask.columns}
              onDone={() => setPicked(new Set())}
            />
          </Suspense>
        ) : null}
      </div>
      <ListFoot rows={rows} />
      {search.open || search.new ? (
        <Suspense>
          <RecordPane
            key={search.open ?? "new"}
            form={form.form}
            id={search.open ?? null}
            onClose={() => open(undefined)}
            onSaved={(record) => search.new && open(record.id)}
            {...(at >= 0
              ? { neighbours: { before: ids[at - 1], after: ids[at + 1], go: open } }
              : {})}
          />
        </Suspense>
      ) : null}
    </div>
  );
}
