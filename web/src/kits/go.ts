/** Ways through the house, in one place. */
import { useLocation, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { type ListSearch, readListSearch, recordPath } from "@/model/url.ts";

export interface Go {
  home: () => void;
  app: (app: string) => void;
  form: (form: string, search?: ListSearch) => void;
  balance: (balance: string) => void;
  record: (form: string, id: string) => void;
  to: (path: string) => void;
  back: () => void;
}

export function useGo(): Go {
  const navigate = useNavigate();
  const router = useRouter();
  return useMemo(
    () => ({
      home: () => void navigate({ to: "/" }),
      app: (app) => void navigate({ to: "/a/$app", params: { app } }),
      form: (form, search = {}) => void navigate({ to: "/f/$form", params: { form }, search }),
      balance: (balance) => void navigate({ to: "/b/$balance", params: { balance } }),
      record: (form, id) => void navigate({ to: "/f/$form/r/$id", params: { form, id } }),
      to: (path) => void router.history.push(path),
      back: () => router.history.back(),
    }),
    [navigate, router],
  );
}

export const recordLink = (form: string, id: string) =>
  `${window.location.origin}${recordPath(form, id)}`;

/** The list's state in the address bar; `change` merges, undefined takes a part out. */
export function useListSearch(): [
  ListSearch,
  (change: { [K in keyof ListSearch]?: ListSearch[K] | undefined }, replace?: boolean) => void,
] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const search = useMemo(() => readListSearch(raw), [raw]);
  const change = useCallback(
    (next: { [K in keyof ListSearch]?: ListSearch[K] | undefined }, replace = false) =>
      void navigate({
        to: pathname as "/",
        replace,
        search: ((before: Record<string, unknown>) =>
          readListSearch({ ...before, ...next })) as never,
      }),
    [navigate, pathname],
  );
  return [search, change];
}
