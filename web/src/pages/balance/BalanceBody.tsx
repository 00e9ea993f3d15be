import { Checkbox } from "antd";
import { Scale, SearchX } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { FilterButton, FilterChips } from "@/kits/filters/FilterBar.tsx";
import { ListBones } from "@/kits/list/ListBones.tsx";
import { SearchBox, SortTool } from "@/kits/list/tools.tsx";
import type { BalanceView } from "@/model/api.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay } from "@/words/t.ts";
import { BalanceCards } from "./BalanceCards.tsx";
import { BalanceGrid } from "./BalanceGrid.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import { LedgerPane } from "./LedgerPane.tsx";
import { PeriodTool } from "./PeriodTool.tsx";
import { filterForm, sortForm } from "./shape.ts";
import { useAsk, useShown, useStandings } from "./useStandings.ts";

/** One balance: what stands or came and went, narrowed and sorted, with totals and a ledger beside it. */
export function BalanceBody({ view }: { view: BalanceView }) {
  const say = useSay();
  const narrow = useNarrow();
  const shown = useShown(view);
  const { search, change, period, where } = shown;
  const ask = useAsk(view, shown);
  const { query, rows, first, onSeen } = useStandings(view, ask);
  const [filtering, setFiltering] = useState(false);
  const [form, sortable] = useMemo(
    () => [filterForm(view, period), sortForm(view, period)],
    [view, period],
  );
  useEffect(() => {
    document.title = `${view.label} · 连岛`;
  }, [view.label]);
  const fields = view.fields.filter((field) => view.keys.includes(field.key));
  const keys = fields.map((field) => field.label).join(" / ");
  const box = {
    q: search.q ?? "",
    setQ: (text: string) => change({ q: text || undefined }, true),
  };
  const open = (id: string | undefined) => change({ open: id });
  const shared = { view, period, rows, first, open: search.open, onOpen: open };
  const narrowed = where !== null || Boolean(search.q) || shown.nonzero;
  const { count: _count, totals: _totals, limit: _limit, ...asked } = ask;
  const measure = view.fields.find((field) => field.key === period?.measure);
  return (
    <div className="list-page">
      <header className="list-head">
        <h1 className="cut grow">
          {view.label}
          {measure ? (
            <span className="quiet"> · {say("balance.of", { field: measure.label })}</span>
          ) : null}
        </h1>
      </header>
      <div className="list-tools balance-tools" role="toolbar" aria-label={say("list.tools")}>
        <FilterButton
          form={form}
          where={search.where ?? null}
          open={filtering}
          onOpen={setFiltering}
          onChange={shown.setWhere}
        />
        <SortTool form={sortable} state={shown} />
        <PeriodTool view={view} period={period} onChange={shown.setPeriod} />
        <Checkbox
          checked={shown.nonzero}
          onChange={(event) => shown.setNonzero(event.target.checked)}
        >
          {say("balance.nonzero")}
        </Checkbox>
        <span className="spacer" />
        <SearchBox state={box} label={say("balance.find", { keys })} />
        {view.verbs.includes("export") ? <ExportMenu path={view.balance} ask={asked} /> : null}
      </div>
      <FilterChips
        form={form}
        where={search.where ?? null}
        onOpen={setFiltering}
        onChange={shown.setWhere}
      />
      <div className="list-body">
        {query.error && rows.length === 0 ? (
          <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <ListBones />
        ) : rows.length === 0 ? (
          narrowed ? (
            <StatePanel
              icon={<SearchX />}
              title={say("balance.none")}
              text={say("balance.noneText")}
            >
              <button
                type="button"
                className="button"
                onClick={() => change({ q: undefined, where: undefined, tab: undefined })}
              >
                {say("balance.reset")}
              </button>
            </StatePanel>
          ) : (
            <StatePanel
              icon={<Scale />}
              title={say("balance.empty")}
              text={say("balance.emptyText", { keys })}
            />
          )
        ) : narrow ? (
          <BalanceCards
            {...shared}
            onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
          />
        ) : (
          <BalanceGrid
            {...shared}
            more={query.hasNextPage}
            sort={shown.sort}
            onSort={shown.setSort}
            onSeen={onSeen}
          />
        )}
      </div>
      <footer className="list-foot">
        {first?.count ? say("balance.count", { n: first.count.n }) : null}
      </footer>
      {search.open ? (
        <LedgerPane
          key={`${search.open} ${search.view ?? ""}`}
          view={view}
          period={period}
          id={search.open}
          onClose={() => open(undefined)}
        />
      ) : null}
    </div>
  );
}
