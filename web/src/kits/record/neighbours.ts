/** The records before and after this one in the list it was opened from. */
export interface Neighbours {
  before: string | undefined;
  after: string | undefined;
  go: (id: string) => void;
}
