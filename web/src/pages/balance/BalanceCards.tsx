import { FieldCell } from "@/kits/fields/index.ts";
import { TotalValue } from "@/kits/list/TotalValue.tsx";
import type { BalanceView, Page, Row } from "@/model/api.ts";
import { asLink, asText } from "@/model/values.ts";
import { useSay } from "@/words/t.ts";
import type { Period } from "./period.ts";
import { numbersOf } from "./shape.ts";

interface CardsProps {
  view: BalanceView;
  period: Period | null;
  rows: readonly Row[];
  first: Page | undefined;
  onOpen: (id: string) => void;
  onMore: (() => void) | null;
}

/** On a phone: a card for each key, its numbers below its names; the whole card opens the ledger. */
export function BalanceCards({ view, period, rows, first, onOpen, onMore }: CardsProps) {
  const say = useSay();
  const measures = numbersOf(view, period);
  return (
    <div className="balance-cards">
      <dl className="balance-sums">
        {measures.map((field, at) => (
          <div key={field.key}>
            <dt>Σ {field.label}</dt>
            <dd>
              <TotalValue
                field={field}
                fn="sum"
                value={first?.totals?.[at] ?? "0"}
                form={view.balance}
              />
            </dd>
          </div>
        ))}
      </dl>
      <ul>
        {rows.map((row) => (
          <li key={row[0]}>
            <button type="button" className="balance-card" onClick={() => onOpen(row[0])}>
              {view.keys.map((key, at) => (
                <span key={key} className={at ? "cut quiet" : "cut strong"}>
                  {asLink(row[at + 2] ?? null)?.title ?? asText(row[at + 2] ?? null)}
                </span>
              ))}
              <span className="balance-card-sums">
                {measures.map((field, at) => (
                  <span key={field.key}>
                    <span className="quiet">{field.label} </span>
                    <FieldCell
                      field={field}
                      value={row[view.keys.length + at + 2] ?? null}
                      form={view.balance}
                      record={row[0]}
                    />
                  </span>
                ))}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {onMore ? (
        <button type="button" className="button" onClick={onMore}>
          {say("history.more")}
        </button>
      ) : null}
    </div>
  );
}
