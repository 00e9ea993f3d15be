import { Checkbox } from "antd";
import { Scale, SearchX } from "lucide-react";
import { useEffect } from "react";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { ListBones } from "@/kits/list/ListBones.tsx";
import { SearchBox } from "@/kits/list/tools.tsx";
import type { BalanceView } from "@/model/api.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay } from "@/words/t.ts";
import { BalanceCards } from "./BalanceCards.tsx";
import { BalanceGrid } from "./BalanceGrid.tsx";
import { KeyFilter } from "./KeyFilter.tsx";
import { LedgerPane } from "./LedgerPane.tsx";
import { useNarrowing, useStandings } from "./useStandings.ts";

/** One balance: narrowed by its keys, with a total below and a ledger beside it. */
export function BalanceBody({ view }: { view: BalanceView }) {
  const say = useSay();
  const narrow = useNarrow();
  const narrowing = useNarrowing(view);
  const standings = useStandings(view);
  const { search, change } = narrowing;
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
  const { query, rows, first } = standings;
  const shared = { view, rows, first, open: search.open, onOpen: open };
  return (
    <div className="list-page">
      <header className="list-head">
        <h1 className="cut grow">{view.label}</h1>
      </header>
      <div className="list-tools balance-tools" role="toolbar" aria-label={say("list.tools")}>
        {fields
          .filter((field) => view.sorts[field.key])
          .map((field) => (
            <KeyFilter
              key={field.key}
              field={field}
              value={narrowing.valueOf(field.key)}
              onChange={(value) => narrowing.setKey(field.key, value)}
            />
          ))}
        <Checkbox
          checked={narrowing.nonzero}
          onChange={(event) => narrowing.setNonzero(event.target.checked)}
        >
          {say("balance.nonzero")}
        </Checkbox>
        <span className="spacer" />
        <SearchBox state={box} label={say("balance.find", { keys })} />
      </div>
      <div className="list-body">
        {query.error && rows.length === 0 ? (
          <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <ListBones />
        ) : rows.length === 0 ? (
          standings.narrowed ? (
            <StatePanel
              icon={<SearchX />}
              title={say("balance.none")}
              text={say("balance.noneText")}
            >
              <button
                type="button"
                className="button"
                onClick={() => change({ q: undefined, where: undefined })}
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
            sort={search.sort ?? []}
            onSort={(sort) => change({ sort }, true)}
            onSeen={standings.onSeen}
          />
        )}
      </div>
      <footer className="list-foot">
        {first?.count ? say("balance.count", { n: first.count.n }) : null}
      </footer>
      {search.open ? (
        <LedgerPane
          key={search.open}
          view={view}
          id={search.open}
          onClose={() => open(undefined)}
        />
      ) : null}
    </div>
  );
}
