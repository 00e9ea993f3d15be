/** The workspace's calendar, year by year. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "./client.ts";

/** A day that is not what its weekday says: off, or a weekend day that is worked. */
export interface SpecialDay {
  day: string;
  works: boolean;
}

export const holidaysQuery = (year: number) =>
  queryOptions({
    queryKey: ["holidays", year],
    queryFn: async ({ signal }) =>
      (await api.get<{ days: SpecialDay[] }>(`/api/holidays/${year}`, signal)).days,
  });

export function useKeepHolidays(year: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (days: SpecialDay[]) =>
      api.put<{ computed: number; change: string | null }>(`/api/holidays/${year}`, { days }),
    onSuccess: (_, days) => client.setQueryData(holidaysQuery(year).queryKey, days),
  });
}
