/** A year as months of weeks that begin on Monday. */
export interface Day {
  iso: string;
  number: number;
  weekend: boolean;
}

export interface Month {
  month: number;
  blanks: number; // cells before the first day
  days: Day[];
}

const two = (n: number) => String(n).padStart(2, "0");

export function monthsOf(year: number): Month[] {
  return Array.from({ length: 12 }, (_, month) => {
    const count = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    const weekday = (day: number) => (new Date(Date.UTC(year, month, day)).getUTCDay() + 6) % 7;
    return {
      month: month + 1,
      blanks: weekday(1),
      days: Array.from({ length: count }, (_, at) => ({
        iso: `${year}-${two(month + 1)}-${two(at + 1)}`,
        number: at + 1,
        weekend: weekday(at + 1) > 4,
      })),
    };
  });
}
