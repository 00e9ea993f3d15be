import { useRef } from "react";
import type { FormView, Row, Value } from "@/model/api.ts";
import { asText, isBlank } from "@/model/values.ts";
import { FieldCell } from "../fields/index.ts";
import type { useGrouped } from "./useGrouped.tsx";
import type { PathField } from "./usePathFields.ts";

type Grouped = ReturnType<typeof useGrouped>;
interface CardsProps {
  form: FormView;
  fields: PathField[];
  rows: readonly Row[];
  /** Heads with the cards below them, where the view is grouped. */
  groups: Pick<Grouped, "count" | "rowAt" | "groupAt"> | null;
  onSeen: (first: number, last: number) => void;
  onOpen: (id: string) => void;
}

const FACTS = 3;

/** A list on a phone: title, three facts, state. */
export function ListCards({ form, fields, rows, groups, onSeen, onOpen }: CardsProps) {
  const box = useRef<HTMLDivElement>(null);
  const at = (row: Row, index: number) => row[index + 2] ?? null;
  const title = Math.max(
    0,
    fields.findIndex((one) => one.path === form.title),
  );
  const state = fields.findIndex(
    (one, index) =>
      index !== title && (one.field?.kind === "choice" || one.field?.kind === "stage"),
  );
  const said = (row: Row, value: Value) =>
    typeof value === "string" && value.length > 1 && asText(at(row, title)).includes(value);
  const onScroll = () => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 1 } = box.current ?? {};
    onSeen(0, Math.ceil(((scrollTop + clientHeight) / scrollHeight) * rows.length));
  };
  const cardOf = (row: Row) => {
    const facts = fields
      .map((one, index) => ({ one, index }))
      .filter(
        ({ one, index }) =>
          index !== title &&
          index !== state &&
          one.field &&
          !isBlank(at(row, index)) &&
          // A title of several fields says some of them already.
          !said(row, at(row, index)),
      )
      .slice(0, FACTS);
    const [name, tag] = [fields[title]?.field, fields[state]?.field];
    return (
      <article key={row[0]} className="list-card">
        <button type="button" className="list-card-open" onClick={() => onOpen(row[0])}>
          <span className="grow cut list-card-title">
            {name ? (
              <FieldCell field={name} value={at(row, title)} form={form.form} record={row[0]} />
            ) : (
              row[0]
            )}
          </span>
          {tag ? (
            <FieldCell field={tag} value={at(row, state)} form={form.form} record={row[0]} />
          ) : null}
        </button>
        <dl>
          {facts.map(({ one, index }) => (
            <div key={one.path}>
              <dt>{one.title}</dt>
              <dd className="cut">
                {one.field ? (
                  <FieldCell
                    field={one.field}
                    value={at(row, index)}
                    form={form.form}
                    record={row[0]}
                  />
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
      </article>
    );
  };
  return (
    <div ref={box} className="list-cards" onScroll={onScroll}>
      {groups
        ? Array.from({ length: groups.count }, (_, index) => {
            const row = groups.rowAt(index);
            return row ? (
              cardOf(row)
            ) : (
              <h2 key={index} className="list-cards-group">
                {groups.groupAt(index)}
              </h2>
            );
          })
        : rows.map(cardOf)}
    </div>
  );
}
