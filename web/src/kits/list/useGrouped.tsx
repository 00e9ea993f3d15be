import { useQueries, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { groupsQuery, pageQuery } from "@/data/records.ts";
import type { Ask, FormView, Group, Row, Where } from "@/model/api.ts";
import { type GroupNode, inOrder, isShut, linesOf, whereOf } from "@/model/groups.ts";
import { asText, fieldOf } from "@/model/values.ts";
import { both } from "@/model/where.ts";
import { useSay, type Word } from "@/words/t.ts";
import { FieldCell } from "../fields/index.ts";
import { TotalValue } from "./TotalValue.tsx";
import type { ListState } from "./useListState.ts";

const GROUP_PAGE = 200;
const MOST_GROUPS = 100;
const NO_ROWS: Row[] = [];
const DRAWN = new Set(["choice", "stage", "member", "department"]);

/** A group's name: the server's label, or what the value says itself. */
function useGroupName(form: FormView) {
  const say = useSay();
  return (path: string, group: Group): ReactNode => {
    const field = fieldOf(form, path);
    const key = group.key[0] ?? null;
    if (key === null || key === "") return <span className="quiet">{say("group.blank")}</span>;
    if (field && DRAWN.has(field.kind))
      return <FieldCell field={field} value={key} form={form.form} record="" />;
    // Moments are grouped by their day.
    if (field?.kind === "moment") return asText(key).slice(0, 10);
    return group.label[0] || asText(key);
  };
}

/** Groups from the server with their totals; what stands in an open one is asked for when it opens. */
export function useGrouped(
  form: FormView,
  paths: readonly string[],
  ask: Ask,
  state: Pick<ListState, "turned" | "setTurned">,
  page = GROUP_PAGE,
) {
  const say = useSay();
  const totals = ask.totals ?? [];
  const [outer = "", inner = ""] = paths;
  const levels = paths.length;
  const turned = useMemo(() => new Set(state.turned), [state.turned]);
  const askFor = (by: string, where: Where | null | undefined) => ({
    by,
    totals,
    limit: MOST_GROUPS,
    ...(where ? { where } : {}),
    ...(ask.search ? { search: ask.search } : {}),
  });
  const nodesOf = (path: string, found: readonly Group[], above: GroupNode | null) => {
    const options = fieldOf(form, path)?.settings.options?.map((option) => option.key);
    const level = above ? above.level + 1 : 0;
    return inOrder(found, options).map((group, at): GroupNode => {
      const own = JSON.stringify(group.key);
      const key = above ? `${above.key} ${own}` : own;
      const where = both(above ? above.where : ask.where, whereOf(path, group)) as Where;
      const shut = isShut(turned, key, at, levels);
      return { key, level, group, where, shut, inner: [] };
    });
  };
  const first = useQuery(groupsQuery(form.form, outer ? askFor(outer, ask.where) : null));
  const tops = nodesOf(outer, first.data?.groups ?? [], null);
  const open = inner ? tops.filter((node) => !node.shut) : [];
  const seconds = useQueries({
    queries: open.map((node) => groupsQuery(form.form, askFor(inner, node.where))),
  });
  for (const [at, node] of open.entries()) {
    node.inner = nodesOf(inner, seconds[at]?.data?.groups ?? [], node);
  }
  const leaves = (inner ? open.flatMap((node) => node.inner) : tops).filter((node) => !node.shut);
  const { count: _count, totals: _totals, ...rest } = ask;
  const pages = useQueries({
    queries: leaves.map((node) =>
      pageQuery(form.form, { ...rest, where: node.where, limit: page }),
    ),
  });
  const rowsOf = new Map(leaves.map((node, at) => [node.key, pages[at]?.data?.rows ?? NO_ROWS]));
  const name = useGroupName(form);
  const lines = linesOf(tops, levels, (node) => rowsOf.get(node.key) ?? NO_ROWS);
  const turn = (key: string) =>
    state.setTurned(
      turned.has(key) ? state.turned.filter((one) => one !== key) : [...state.turned, key],
    );
  const groupAt = (index: number): ReactNode | null => {
    const line = lines[index];
    if (!line || "row" in line) return null;
    if ("more" in line)
      return (
        <span className="quiet" data-level={line.level + 1}>
          {say("group.more", { n: line.more })}
        </span>
      );
    const { key, level, group, shut } = line.node;
    return (
      <>
        <button
          type="button"
          className="plain-button"
          data-level={level}
          aria-expanded={!shut}
          onClick={() => turn(key)}
        >
          {shut ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
          {name(paths[level] ?? "", group)}
        </button>
        <span className="quiet num">{say("list.count", { n: group.count })}</span>
        {totals.map((total, at) => {
          const field = fieldOf(form, total.path);
          const value = group.totals[at];
          return field && value ? (
            <span key={total.path} className="row-flex">
              <span className="quiet">
                {field.label}
                {total.fn === "sum" ? "" : ` ${say(`total.${total.fn}` as Word)}`}
              </span>
              <TotalValue field={field} fn={total.fn} value={value} form={form.form} />
            </span>
          ) : null;
        })}
      </>
    );
  };
  return {
    count: lines.length,
    rows: lines.flatMap((line) => ("row" in line ? [line.row] : [])),
    rowAt: (index: number): Row | undefined => {
      const line = lines[index];
      return line && "row" in line ? line.row : undefined;
    },
    groupAt,
    numberAt: (index: number): number => {
      const line = lines[index];
      return line && "row" in line ? line.at + 1 : 0;
    },
    pending: first.isPending && outer !== "",
    error: first.error,
    retry: () => void first.refetch(),
  };
}
