import { useMemo } from "react";
import type { Ask, FormView } from "@/model/api.ts";
import { totalsOf } from "@/model/columns.ts";
import { plain, tidy } from "@/model/where.ts";
import { useNarrow } from "@/ui/useNarrow.ts";
import type { ListState } from "./useListState.ts";
import { usePathFields } from "./usePathFields.ts";

const PAGE = 100;

/** What the list asks the server, and the fields its columns show. */
export function useListAsk(form: FormView, state: ListState) {
  const narrow = useNarrow();
  const paths = useMemo(() => {
    const wanted = state.columns.map((column) => column.path);
    const board =
      state.view.kind === "kanban"
        ? [form.title, ...(state.view.card ?? []), state.view.by ?? ""]
        : [];
    // On a phone a record is a card, which its title names.
    const card = narrow ? [form.title] : [];
    return [...new Set([...wanted, ...board, ...card])].filter(Boolean);
  }, [state.columns, state.view, form.title, narrow]);
  const fields = usePathFields(form, paths);
  const shown = useMemo(
    () => fields.filter((one) => state.columns.some((column) => column.path === one.path)),
    [fields, state.columns],
  );
  const { where, q, sort, totals: chosen } = state;
  const ask = useMemo((): Ask => {
    const tidied = tidy(where);
    const totals = totalsOf(shown, chosen);
    return {
      columns: paths,
      limit: PAGE,
      count: true,
      ...(tidied ? { where: plain(tidied) } : {}),
      ...(q ? { search: q } : {}),
      ...(sort.length ? { sort: [...sort] } : {}),
      ...(totals.length ? { totals } : {}),
    };
  }, [paths, shown, where, q, sort, chosen]);
  return { ask, fields, shown };
}
