/** Rules as who looks after them sees them: how they fare, their runs, what one would do. */

export const RUN_STATES = [
  "queued",
  "running",
  "waiting",
  "done",
  "failed",
  "skipped",
  "cancelled",
] as const;
export type RunState = (typeof RUN_STATES)[number];

export interface Reason {
  code: string;
  message: string;
  problems: { code: string; place: string; message: string }[];
}
export interface Automation {
  name: string;
  label: string;
  app: string;
  form: string | null;
  form_label: string | null;
  trigger: { kind: string; called?: Record<string, unknown> };
  /** Of a rule that is called from outside: whether it has an address, and since when. */
  hook: { seal: "token" | "signed"; made_at: string | null; by: string | null } | null;
  timing: "together" | "after";
  state: "active" | "paused";
  reason: Reason | null;
  next_run_at: string | null;
  /** Of the last 7 days. */
  runs: number;
  failures: number;
  last: { id: number; state: RunState; at: string } | null;
}
/** Shown once. */
export interface HookAddress {
  url: string;
  secret: string | null;
}
export interface Run {
  id: number;
  rule: string;
  form: string | null;
  record: string | null;
  records: number;
  by: string | null;
  timing: "together" | "after";
  state: RunState;
  reason: Reason | null;
  attempts: number;
  depth: number;
  at: string;
  done_at: string | null;
  next_try_at: string | null;
}
/** One record that a step touched, and what it was given. */
export interface Effect {
  act: string;
  form: string;
  record: string;
  set: Record<string, unknown>;
}
/** What was kept of a step whose effects are too many to keep. */
export type Told = Effect | { more: number };
export interface RunWhole extends Run {
  steps: { step: number; verb: string; effects: Told[]; at: string }[];
}
export interface DryRun {
  holds: boolean;
  steps: {
    verb: string;
    effects: Effect[];
    fault: { message: string; problems?: { message: string }[] } | null;
  }[];
}
export interface Secrets {
  secrets: { name: string; changed_at: string; by: string | null; rules: string[] }[];
  missing: { name: string; rules: string[] }[];
}
export interface Picture {
  nodes: {
    rule: string;
    label: string;
    app: string;
    form: string | null;
    kind: string;
    timing: string;
  }[];
  edges: { from: string; to: string }[];
  warnings: { rule: string; message: string }[];
}

/** Where each rule of the picture stands: columns in the order in which they wake one another.
 * A circle is cut where it comes round to a rule that is being placed.
 */
export function placed(picture: Picture): Map<string, { column: number; row: number }> {
  const from = new Map<string, string[]>();
  const touched = new Set<string>();
  for (const edge of picture.edges) {
    if (edge.from === edge.to) continue;
    from.set(edge.to, [...(from.get(edge.to) ?? []), edge.from]);
    touched.add(edge.from).add(edge.to);
  }
  for (const edge of picture.edges) touched.add(edge.from);
  const columns = new Map<string, number>();
  const columnOf = (rule: string, way: ReadonlySet<string>): number => {
    const known = columns.get(rule);
    if (known !== undefined) return known;
    const before = (from.get(rule) ?? []).filter((one) => !way.has(one));
    const column = Math.max(-1, ...before.map((one) => columnOf(one, new Set([...way, rule])))) + 1;
    columns.set(rule, column);
    return column;
  };
  const made = new Map<string, { column: number; row: number }>();
  const rows: number[] = [];
  for (const node of picture.nodes) {
    if (!touched.has(node.rule)) continue;
    const column = columnOf(node.rule, new Set([node.rule]));
    const row = rows[column] ?? 0;
    rows[column] = row + 1;
    made.set(node.rule, { column, row });
  }
  return made;
}
