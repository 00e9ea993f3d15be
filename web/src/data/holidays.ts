/** The workspace's calendar, year by year. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "./client.ts";

/** A day that is not what its weekday says: off, or a weekend day that is worked. */
export interface SpecialDay {
  day: string;
  works: boolean;
}

/** The days of a year as they are kept, and as the state arranges them ([]: not known). */
export interface CalendarYear {
  days: readonly SpecialDay[];
  public: readonly SpecialDay[];
}

export const holidaysQuery = (year: number) =>
  queryOptions({
    queryKey: ["holidays", year],
    queryFn: ({ signal }) => api.get<CalendarYear>(`/api/holidays/${year}`, signal),
  });

export function useKeepHolidays(year: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (days: SpecialDay[]) =>
      api.put<{ computed: number; change: string | null }>(`/api/holidays/${year}`, { days }),
    onSuccess: (_, days) =>
      client.setQueryData(holidaysQuery(year).queryKey, (one) => one && { ...one, days }),
  });
}
