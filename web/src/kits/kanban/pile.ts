/** One column of a board: an option, or what has none. */
export interface Pile {
  key: string;
  label: string;
  color: string | undefined;
}
