import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { groupsQuery } from "@/data/records.ts";
import { stagesQuery } from "@/data/stages.ts";
import type { Ask, FieldView, FormView, Group, View } from "@/model/api.ts";
import { asText, fieldOf } from "@/model/values.ts";
import { Board } from "@/ui/dnd/Board.tsx";
import { FaultPanel } from "../faults/FaultPanel.tsx";
import { ListBones } from "../list/ListBones.tsx";
import type { PathField } from "../list/usePathFields.ts";
import { useClosed } from "../standing/useClosed.ts";
import { CardFace, KanbanColumn } from "./KanbanColumn.tsx";
import "./kanban.css";
import type { Row } from "@/model/api.ts";
import { withWords } from "@/words/t.ts";
import type { Pile } from "./pile.ts";
import { useMoveCard } from "./useMoveCard.ts";

const MovePanel = lazy(() =>
  withWords("stage", import("../stage/MovePanel.tsx")).then((m) => ({ default: m.MovePanel })),
);

interface BoardProps {
  form: FormView;
  view: View;
  ask: Ask;
  fields: PathField[];
  onOpen: (id: string) => void;
}

/** Every option has its column, also when nothing is in it; records without one stand first. */
function pilesOf(field: FieldView | undefined, groups: readonly Group[]): Pile[] {
  const blank = groups.some((group) => group.key[0] === null);
  const options = field?.settings.options;
  const known: Pile[] = options
    ? options.map(({ key, label, color }) => ({ key, label, color }))
    : groups.flatMap((group) => {
        const key = group.key[0];
        return typeof key === "string"
          ? [{ key, label: group.label[0] ?? key, color: undefined }]
          : [];
      });
  return blank ? [{ key: "", label: "", color: "gray" }, ...known] : known;
}

export function KanbanBoard({ form, view, ask, fields, onOpen }: BoardProps) {
  const by = view.by ?? "";
  const field = fieldOf(form, by);
  const amount = form.fields.find(
    (one) => one.kind === "money" && (view.card ?? []).includes(one.key),
  );
  const totals = amount ? [{ path: amount.key, fn: "sum" as const }] : [];
  const groups = useQuery(
    groupsQuery(form.form, {
      by,
      totals,
      limit: 100,
      ...(ask.where ? { where: ask.where } : {}),
      ...(ask.search ? { search: ask.search } : {}),
    }),
  );
  const staged = field?.kind === "stage";
  const { move, moved, asked, answered } = useMoveCard(form.form, by, staged);
  const [seen] = useState(() => new Map<string, Row>());
  const [held, setHeld] = useState<Row | undefined>(undefined);
  const now = held ? (moved.get(held[0])?.to ?? asText(held[ask.columns.indexOf(by) + 2])) : "";
  const ruledOut = useClosed(form, field, held, now);
  const bars = useQuery({
    ...stagesQuery(form.form, held?.[0] ?? ""),
    enabled: staged && held !== undefined,
  });
  const targets = bars.data?.find((bar) => bar.field === by)?.targets;
  // Where this card may go is known once the server has said so; until then it may.
  const closed = (column: string) =>
    ruledOut(column) ||
    (held !== undefined &&
      targets !== undefined &&
      column !== now &&
      !targets.some((target) => target.key === column));
  if (groups.error)
    return <FaultPanel error={groups.error} onRetry={() => void groups.refetch()} />;
  if (!groups.data) return <ListBones />;
  const mayMove = form.verbs.includes("update") && field?.editable === true;
  const drop = (card: string, column: string) => {
    const row = seen.get(card);
    if (row) void move(row, column);
  };
  return (
    <Board
      onHold={(card) => setHeld(card === null ? undefined : seen.get(card))}
      onDrop={drop}
      overlay={(card) => {
        const row = seen.get(card);
        return row ? (
          <CardFace form={form} view={view} fields={fields} columns={ask.columns} row={row} />
        ) : null;
      }}
    >
      <div className="board">
        {pilesOf(field, groups.data.groups).map((pile) => (
          <KanbanColumn
            key={pile.key}
            form={form}
            view={view}
            ask={ask}
            fields={fields}
            pile={pile}
            group={groups.data.groups.find((group) => (group.key[0] ?? "") === pile.key)}
            amount={amount}
            mayMove={mayMove}
            closed={closed(pile.key)}
            moved={moved}
            seen={seen}
            onOpen={onOpen}
          />
        ))}
      </div>
      {asked ? (
        <Suspense>
          <MovePanel
            form={form}
            id={asked.id}
            field={by}
            to={asked.to}
            onDone={() => answered(true)}
            onClose={() => answered(false)}
          />
        </Suspense>
      ) : null}
    </Board>
  );
}
