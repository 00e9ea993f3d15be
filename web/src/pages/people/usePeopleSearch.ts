import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { type PeopleSearch, readPeopleSearch } from "@/model/people.ts";

export type ChangeSearch = (
  change: { [K in keyof PeopleSearch]?: PeopleSearch[K] | undefined },
  replace?: boolean,
) => void;

/** What the address bar says of this page; undefined takes a part out. */
export function usePeopleSearch(): [PeopleSearch, ChangeSearch] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const search = useMemo(() => readPeopleSearch(raw), [raw]);
  const change = useCallback<ChangeSearch>(
    (next, replace = false) =>
      void navigate({
        to: "/people",
        replace,
        search: (before: Record<string, unknown>) => readPeopleSearch({ ...before, ...next }),
      }),
    [navigate],
  );
  return [search, change];
}
