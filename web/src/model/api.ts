/** The contract with the server, as docs/api.md writes it. Types only. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Value = Json;
export type Values = Record<string, Value>;

export interface Member {
  id: string;
  name: string;
  login: string;
  is_admin: boolean;
  roles: string[];
  department: string | null;
  language: "zh" | "en";
  must_change_password?: boolean;
  second_step?: boolean;
  must_add_second_step?: boolean;
}
export interface Person {
  id: string;
  name: string;
  department: string | null;
  active: boolean;
}
export interface Department {
  id: string;
  name: string;
  parent: string | null;
}
export interface NavItem {
  kind: "group" | "form" | "balance";
  key: string;
  label: string;
  icon?: string;
  form?: string;
  items?: NavItem[];
}
/** A balance as I see it; its fields are keys and measures. */
export interface BalanceView {
  balance: string;
  app: string;
  label: string;
  color: string;
  version: number;
  fields: FieldView[];
  keys: string[];
  /** The path that orders a key; one whose records may not be read has none. */
  sorts: Record<string, string>;
  measures: string[];
  verbs: ("read" | "export")[];
  /** By measure that may be seen by period: opening, in, out and closing. */
  periods: Record<string, FieldView[]>;
  /** The day it is in the workspace. */
  today: string;
  sources: { form: string; label: string }[];
}
export type Amounts = Record<string, string>;
export interface LedgerLine {
  form: string;
  record: string;
  title: string;
  /** The day from which it counts. */
  on: string;
  at: string;
  amounts: Amounts;
  running: Amounts;
}
export interface LedgerPage {
  standing: { id: string; key: Values; measures: Amounts };
  measures: string[];
  lines: LedgerLine[];
  count: number;
  others: { count: number; amounts: Amounts };
  /** What there was before the period, or nothing. */
  opening: Amounts;
  next: string;
}
export interface AppInfo {
  key: string;
  label: string;
  icon: string;
  color: string;
  nav: NavItem[];
}
export interface Me {
  member: Member;
  workspace: { name: string; zone: string };
  version: number | string;
  apps: AppInfo[];
  people: Person[];
  departments: Department[];
}

export const KIND_NAMES = [
  "text",
  "paragraph",
  "rich_text",
  "number",
  "money",
  "percent",
  "switch",
  "choice",
  "choices",
  "date",
  "moment",
  "time",
  "member",
  "members",
  "department",
  "departments",
  "link",
  "links",
  "lines",
  "lookup",
  "formula",
  "rollup",
  "serial",
  "phone",
  "email",
  "url",
  "address",
  "place",
  "files",
  "images",
  "signature",
  "rating",
  "stage",
] as const;
export type KindName = (typeof KIND_NAMES)[number];

export const OPERATORS = [
  "is",
  "is_not",
  "in",
  "not_in",
  "contains",
  "not_contains",
  "starts_with",
  "lt",
  "le",
  "gt",
  "ge",
  "between",
  "empty",
  "not_empty",
  "any_of",
  "all_of",
  "none_of",
  "is_me",
  "not_me",
  "in_my_departments",
  "under",
  "within",
] as const;
export type OperatorName = (typeof OPERATORS)[number];
export type Aggregate = "sum" | "avg" | "min" | "max" | "count_empty" | "count_distinct";

export interface Option {
  key: string;
  label: string;
  color?: string;
}
export interface Settings {
  max?: number | string;
  min?: number | string;
  pattern?: string;
  scale?: number;
  unit?: string;
  currency?: string;
  top?: number;
  options?: Option[];
  to?: string;
  /** Where its candidates are asked for, when not at its form. */
  picks?: string;
  to_label?: string;
  create?: boolean;
  where?: boolean;
  path?: string;
  of?: FieldView | string;
  text?: string;
  reads?: string[];
  most?: number;
  max_size?: number;
  types?: string[];
  detail?: boolean;
}
export interface FieldView {
  key: string;
  label: string;
  kind: KindName;
  type: string;
  required: boolean;
  /** Written in new records or in some that are there. */
  editable: boolean;
  /** Written in new records. */
  fillable: boolean;
  computed: boolean;
  live: boolean;
  has_default: boolean;
  help: string;
  settings: Settings;
  operators: OperatorName[];
  sortable: boolean;
  groupable: boolean;
  aggregates: Aggregate[];
  /** After a change of definitions: the share of records whose stored value is made anew already. */
  refreshing?: number;
  fields?: FieldView[];
  /** Its default reads something, so that it can be taken again from there. */
  refreshable?: boolean;
  /** A rule decides whether it is seen. */
  hides?: boolean;
  /** When a rule makes it read-only, in words. */
  readonly_when?: string;
  /** Why it cannot be edited here, where a rule says so (model/rules.ts). */
  why?: string;
}
export interface Section {
  key: string;
  label: string;
  tab?: string;
  columns: 1 | 2 | 3 | 4;
  fields: { field: string; span?: number }[];
}
export type Verb =
  | "read"
  | "create"
  | "update"
  | "delete"
  | "export"
  | "import"
  | "restore"
  | "share_views"
  | "design";
export interface Related {
  key: string;
  label: string;
  form: string;
  field: string;
  verbs: Verb[];
}
export interface ViewColumn {
  path: string;
  width?: number;
  frozen?: boolean;
}
export type RowHeight = "compact" | "normal" | "tall";
export interface View {
  id: string;
  key: string;
  label: string;
  kind: "table" | "kanban";
  shared: boolean;
  mine: boolean;
  columns: ViewColumn[];
  where: Where | null;
  sort: string[];
  group: string[];
  by?: string;
  card?: string[];
  height?: RowHeight;
  totals?: ChosenTotal[];
}
export interface FormView {
  form: string;
  app: string;
  key: string;
  label: string;
  plural?: string;
  icon: string;
  color: string;
  version: number | string;
  title: string;
  verbs: Verb[];
  fields: FieldView[];
  layout: Section[];
  views: View[];
  checks_at: string[];
  related: Related[];
  /** Whether it has rules or locks, so that a preview says more. */
  ruled?: boolean;
  /** Whether a rule may be set off on its records by hand. */
  buttons?: boolean;
}

export interface Test {
  field: string;
  op: OperatorName;
  value?: Json;
}
export type Where =
  | { all: Where[] }
  | { any: Where[] }
  | { not: Where }
  | Test
  | { formula: string };
export interface Total {
  path: string;
  fn: Aggregate;
}
/** What a view shows under a column; "none" where the usual one is not wanted. */
export interface ChosenTotal {
  path: string;
  fn: Aggregate | "none";
}
export interface Ask {
  columns: string[];
  where?: Where;
  search?: string;
  sort?: string[];
  limit?: number;
  after?: string;
  count?: boolean;
  totals?: Total[];
  bin?: boolean;
}
export type Row = [id: string, version: number, ...values: Value[]];
export interface Page {
  rows: Row[];
  next: string | null;
  count: { n: number; more: boolean; about?: number } | null;
  totals: (string | null)[] | null;
}
export interface Group {
  key: Value[];
  label: string[];
  count: number;
  totals: (string | null)[];
}
export interface RecordData {
  id: string;
  version: number;
  title: string;
  values: Values;
  abilities: { update: boolean; delete: boolean; restore: boolean; editable: string[] };
  deleted_at?: string | null;
}
export interface Problem {
  code: string;
  place: string;
  message: string;
  hint: string;
}
export interface Preview {
  values: Values;
  lines: Record<string, (Values & { id: string })[]>;
  problems: Problem[];
  /** What the links among the values are called, by id. */
  titles?: Record<string, string>;
  /** Of a form with rules: what they say of the record, of rows of its lines, and what is locked. */
  rules?: RuleSaid;
  line_rules?: Record<string, (RuleSaid & { id: string })[]>;
  locked?: LockSaid[];
}
/** Verdicts of the fields that have a rule; `options` are those that may be chosen. */
export interface RuleSaid {
  visible: Record<string, boolean>;
  required: Record<string, boolean>;
  readonly: Record<string, boolean>;
  options: Record<string, string[]>;
}
/** Fields that are frozen (`amount`, `lines`, `lines.price`), and why; "" for a ledger. */
export interface LockSaid {
  fields: string[];
  say: string;
}
export interface Stale {
  theirs: RecordData;
  changed: string[];
  by: string;
  at: string;
}
export interface LinkValue {
  id: string;
  title: string;
}
export interface FileValue {
  id: string;
  name: string;
  size: number;
  type: string;
  thumb: boolean;
}
export interface Hit {
  form: string;
  form_label: string;
  app: string;
  id: string;
  title: string;
  snippet: string;
  field: string;
}
export interface HistoryEntry {
  at: string;
  by: string;
  act: "create" | "update" | "delete" | "restore" | "import";
  changes: HistoryChange[];
}
/** A change of one field; of `lines`, what happened to which row. */
export interface HistoryChange {
  field: string;
  label: string;
  before?: Value;
  after?: Value;
  lines?: {
    added: number;
    removed: number;
    /** The rows stand in another order. */
    moved?: boolean;
    changed: { row: number; label: string; before: Value; after: Value }[];
  };
}
export interface Comment {
  id: string;
  at: string;
  by: string;
  text: string;
  mentions: string[];
}
export interface Home {
  recent: { form: string; form_label: string; id: string; title: string; at: string }[];
  cards: {
    key: string;
    label: string;
    form: string;
    view?: string;
    count: number;
    ask: Ask;
    rows: Row[];
    columns: string[];
  }[];
}
export interface Sheet {
  name: string;
  rows: number;
  columns: {
    index: number;
    header: string;
    samples: string[];
    guess: { kind: KindName; settings: Settings };
  }[];
}
export interface SheetFile {
  id: string;
  sheets: Sheet[];
}
export interface Job {
  id: string;
  kind: string;
  state: "waiting" | "running" | "done" | "failed" | "stopped";
  done: number;
  total: number;
  result: {
    added: number;
    updated: number;
    skipped: number;
    bad: number;
    problems: { sheet: string; row: number; column: string; message: string }[];
    report?: string;
  } | null;
  /** Why it failed, where it did. */
  error?: { code: string; message: string };
}
