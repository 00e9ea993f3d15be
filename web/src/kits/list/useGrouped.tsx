import { useQueries, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { groupsQuery, pageQuery } from "@/data/records.ts";
import type { Ask, FormView, Group, Row, Total, Where } from "@/model/api.ts";
import { asText, fieldOf, nameOf } from "@/model/values.ts";
import { both } from "@/model/where.ts";
import { useSay } from "@/words/t.ts";
import { FieldCell, useTongue } from "../fields/index.ts";

const GROUP_PAGE = 200;
const OPEN_FIRST = 8;
const NO_ROWS: Row[] = [];

function whereOf(path: string, group: Group): Where {
  const key = group.key[0] ?? null;
  if (key === null) return { field: path, op: "empty" };
  const value = typeof key === "object" && !Array.isArray(key) ? (key.id ?? null) : key;
  return { field: path, op: "is", value };
}

/** A group's name: the server's label, or what the value says itself. */
function useGroupName(form: FormView, path: string) {
  const say = useSay();
  const { me } = useTongue();
  const field = fieldOf(form, path);
  return (group: Group): ReactNode => {
    const key = group.key[0] ?? null;
    if (key === null || key === "") return <span className="quiet">{say("group.blank")}</span>;
    if (field && field.kind === "choice")
      return <FieldCell field={field} value={key} form={form.form} record="" />;
    return group.label[0] || nameOf(me.people, asText(key));
  };
}

type Item = { group: Group; at: number } | { row: Row; at: number } | { more: number };

/** Groups from the server with their totals; the rows of an open one are fetched when it opens. */
export function useGrouped(form: FormView, path: string, ask: Ask, totals: Total[]) {
  const say = useSay();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  // The first groups start open, the others closed; a turn is the exception to that.
  const isShut = (group: Group, at: number) =>
    turned.has(JSON.stringify(group.key)) !== at >= OPEN_FIRST;
  const groupAsk = path
    ? {
        by: path,
        totals,
        limit: 100,
        ...(ask.where ? { where: ask.where } : {}),
        ...(ask.search ? { search: ask.search } : {}),
      }
    : null;
  const groups = useQuery(groupsQuery(form.form, groupAsk));
  // Choices stand in the order of the definition, as everywhere else.
  const list = useMemo(() => {
    const found = groups.data?.groups ?? [];
    const order = fieldOf(form, path)?.settings.options?.map((option) => option.key);
    if (!order || groups.data?.more) return found;
    const place = (group: Group) => order.indexOf(asText(group.key[0]));
    return found.toSorted((a, b) => place(a) - place(b));
  }, [groups.data, form, path]);
  const pages = useQueries({
    queries: list.map((group, at) => {
      const where = both(ask.where, whereOf(path, group));
      const { count: _count, totals: _totals, ...rest } = ask;
      return {
        ...pageQuery(form.form, { ...rest, ...(where ? { where } : {}), limit: GROUP_PAGE }),
        enabled: !isShut(group, at),
      };
    }),
  });
  const name = useGroupName(form, path);
  const items: Item[] = list.flatMap((group, at): Item[] => {
    const head: Item = { group, at };
    if (isShut(group, at)) return [head];
    const rows = pages[at]?.data?.rows ?? NO_ROWS;
    const left = group.count - rows.length;
    return [
      head,
      ...rows.map((row, at) => ({ row, at })),
      ...(left > 0 && rows.length ? [{ more: left }] : []),
    ];
  });
  const turn = (key: string) =>
    setTurned((before) => {
      const next = new Set(before);
      next.has(key) ? next.delete(key) : next.add(key);
      return next;
    });
  const groupAt = (index: number): ReactNode | null => {
    const item = items[index];
    if (!item || "row" in item) return null;
    if ("more" in item) return <span className="quiet">{say("group.more", { n: item.more })}</span>;
    const key = JSON.stringify(item.group.key);
    const shut = isShut(item.group, item.at);
    return (
      <>
        <button
          type="button"
          className="plain-button"
          aria-expanded={!shut}
          onClick={() => turn(key)}
        >
          {shut ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
          {name(item.group)}
        </button>
        <span className="quiet num">{say("list.count", { n: item.group.count })}</span>
        {totals.map((total, at) => {
          const field = fieldOf(form, total.path);
          const value = item.group.totals[at];
          return field && value ? (
            <span key={total.path} className="row-flex">
              <span className="quiet">{field.label}</span>
              <FieldCell field={field} value={value} form={form.form} record="" />
            </span>
          ) : null;
        })}
      </>
    );
  };
  return {
    count: items.length,
    rows: items.flatMap((item) => ("row" in item ? [item.row] : [])),
    rowAt: (index: number): Row | undefined => {
      const item = items[index];
      return item && "row" in item ? item.row : undefined;
    },
    groupAt,
    numberAt: (index: number): number => {
      const item = items[index];
      return item && "row" in item ? item.at + 1 : 0;
    },
    pending: groups.isPending && path !== "",
    error: groups.error,
    retry: () => void groups.refetch(),
  };
}
