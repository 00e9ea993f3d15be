import { useInfiniteQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { Fragment } from "react";
import { ledgerQuery } from "@/data/balances.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { FieldCell } from "@/kits/fields/index.ts";
import { useGo } from "@/kits/go.ts";
import { ListBones } from "@/kits/list/ListBones.tsx";
import type { Amounts, BalanceView, FieldView, LedgerLine, LedgerPage } from "@/model/api.ts";
import { exactMoment } from "@/model/dates.ts";
import { recordPath } from "@/model/url.ts";
import { asLink, asText } from "@/model/values.ts";
import { Pane } from "@/ui/Pane.tsx";
import { useSay } from "@/words/t.ts";
import { ExportMenu } from "./ExportMenu.tsx";
import type { Period } from "./period.ts";

interface PaneProps {
  view: BalanceView;
  period: Period | null;
  id: string;
  onClose: () => void;
}

const titleOf = (view: BalanceView, page: LedgerPage) =>
  view.keys
    .map((key) => {
      const value = page.standing.key[key] ?? null;
      return asLink(value)?.title ?? asText(value);
    })
    .filter(Boolean)
    .join(" / ");

/** Behind a number: every move that made it, newest first, with what there was after each. */
export function LedgerPane({ view, period, id, onClose }: PaneProps) {
  const say = useSay();
  const days = period && { from: period.from, to: period.to };
  const query = useInfiniteQuery(ledgerQuery(view.balance, id, days));
  const [first] = query.data?.pages ?? [];
  const title = first ? titleOf(view, first) : "";
  return (
    <Pane label={say("balance.ledgerOf", { key: title })} onClose={onClose}>
      <header className="ledger-head">
        <div className="grow">
          <p className="quiet">
            {view.label} · {say("balance.ledger")}
            {days ? ` · ${days.from} ~ ${days.to}` : null}
          </p>
          <h2>{title}</h2>
        </div>
        {view.verbs.includes("export") ? (
          <ExportMenu
            path={`${view.balance}/ledger`}
            ask={{ id, ...(days ? { period: days } : {}) }}
          />
        ) : null}
        <button type="button" className="icon-button" aria-label={say("close")} onClick={onClose}>
          <X size={18} />
        </button>
      </header>
      {first ? (
        <Ledger
          view={view}
          pages={query.data?.pages ?? []}
          first={first}
          period={period}
          onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
        />
      ) : query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ListBones />
      )}
    </Pane>
  );
}

interface LedgerProps {
  view: BalanceView;
  pages: readonly LedgerPage[];
  first: LedgerPage;
  period: Period | null;
  onMore: (() => void) | null;
}

function Ledger({ view, pages, first, period, onMore }: LedgerProps) {
  const say = useSay();
  // A period is that of one measure.
  const shown = (key: string) => !period || key === period.measure;
  const fields = view.fields.filter(
    (field) => first.measures.includes(field.key) && shown(field.key),
  );
  const lines = pages.flatMap((page) => page.lines);
  const others = onMore ? null : first.others;
  return (
    <div className="ledger">
      <dl className="balance-sums">
        {view.fields
          .filter((field) => field.key in first.standing.measures && shown(field.key))
          .map((field) => (
            <div key={field.key}>
              <dt>
                {say("balance.now")} {field.label}
              </dt>
              <dd>
                <Amount field={field} amounts={first.standing.measures} />
              </dd>
            </div>
          ))}
        <div>
          <dt>{say("balance.ledger")}</dt>
          <dd>{say("balance.moves", { n: first.count + first.others.count })}</dd>
        </div>
      </dl>
      {lines.length === 0 && !others?.count && !period ? (
        <p className="quiet ledger-none">{say("balance.noLines")}</p>
      ) : (
        <table className="ledger-table">
          <thead>
            <tr>
              <th>{say("balance.day")}</th>
              <th>{say("balance.record")}</th>
              {fields.map((field) => (
                <Heads key={field.key} field={field} />
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, at) => (
              <LineRow key={`${line.record} ${at}`} line={line} fields={fields} />
            ))}
            {others?.count ? (
              <tr className="ledger-others">
                <td colSpan={2}>{say("balance.others", { n: others.count })}</td>
                {fields.map((field) => (
                  <Cells
                    key={field.key}
                    field={field}
                    change={others.amounts}
                    after={others.amounts}
                  />
                ))}
              </tr>
            ) : null}
            {period && !onMore ? (
              <tr className="ledger-others">
                <td colSpan={2}>{say("balance.opening")}</td>
                {fields.map((field) => (
                  <Fragment key={field.key}>
                    <td />
                    <td className="end">
                      <Amount field={field} amounts={first.opening} />
                    </td>
                  </Fragment>
                ))}
              </tr>
            ) : null}
          </tbody>
        </table>
      )}
      {onMore ? (
        <button type="button" className="button ledger-more" onClick={onMore}>
          {say("balance.more")}
        </button>
      ) : null}
    </div>
  );
}

function Heads({ field }: { field: FieldView }) {
  const say = useSay();
  return (
    <>
      <th className="end">
        {field.label} {say("balance.change")}
      </th>
      <th className="end">{say("balance.after")}</th>
    </>
  );
}

function Amount({ field, amounts }: { field: FieldView; amounts: Amounts }) {
  return <FieldCell field={field} value={amounts[field.key] ?? null} form="" record="" />;
}

function Cells(props: { field: FieldView; change: Amounts; after: Amounts }) {
  const more = !(props.change[props.field.key] ?? "").startsWith("-");
  return (
    <>
      <td className="end">
        {more ? "+" : ""}
        <Amount field={props.field} amounts={props.change} />
      </td>
      <td className="end quiet">
        <Amount field={props.field} amounts={props.after} />
      </td>
    </>
  );
}

function LineRow({ line, fields }: { line: LedgerLine; fields: readonly FieldView[] }) {
  const say = useSay();
  const go = useGo();
  return (
    <tr>
      <td className="quiet num" title={say("balance.postedAt", { at: exactMoment(line.at) })}>
        {line.on}
      </td>
      <td>
        <a
          href={recordPath(line.form, line.record)}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey) return;
            event.preventDefault();
            go.record(line.form, line.record);
          }}
        >
          {line.title}
        </a>
      </td>
      {fields.map((field) => (
        <Cells key={field.key} field={field} change={line.amounts} after={line.running} />
      ))}
    </tr>
  );
}
