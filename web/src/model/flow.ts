/** Approvals as the server tells of them, and what the face makes of that. */
import type { FieldView, FormView, RecordData } from "./api.ts";
import type { Which } from "./inbox.ts";

export const STATUSES = [
  "running",
  "returned",
  "incident",
  "suspended",
  "approved",
  "rejected",
  "withdrawn",
  "terminated",
] as const;
export type Status = (typeof STATUSES)[number];
export type Names = Record<string, string>;

export interface InboxLine {
  at: string;
  task: string | null;
  instance: string;
  flow: string;
  flow_label: string;
  node: string;
  title: string;
  code: string;
  form: string;
  record: string;
  initiator: string;
  submitted_at: string;
  status: Status;
  state: TaskState | "";
  due_at: string | null;
  on_behalf_of: string | null;
  waiting: string[];
  unread: boolean;
}
export interface InboxPage {
  lines: InboxLine[];
  next: string;
  people: Names;
}
export interface InboxAsk {
  which: Which;
  flow: string;
  q: string;
}

export type NodeState =
  | "active"
  | "frozen"
  | "passed"
  | "rejected"
  | "returned"
  | "cancelled"
  | "voided"
  | "skipped"
  | "incident";
export type TaskState =
  | "waiting"
  | "pending"
  | "suspended"
  | "approved"
  | "rejected"
  | "returned"
  | "transferred"
  | "auto"
  | "closed";
export interface TaskSeen {
  id: string;
  assignee: string;
  on_behalf_of: string | null;
  kind: "main" | "before" | "after" | "with" | "advice";
  state: TaskState;
  added_by: string | null;
  decided_by: string | null;
  decided_at: string | null;
  opinion: string;
  signature: string | null;
}
export interface NodeSeen {
  run: string;
  key: string;
  label: string;
  kind: "approve" | "handle" | "start" | "sub" | "auto";
  mode: string;
  state: NodeState;
  because: string;
  activated_at: string | null;
  due_at: string | null;
  closed_at: string | null;
  round: number;
  tasks: TaskSeen[];
}
export interface NodeAhead {
  key: string;
  label: string;
  people: string[];
  state: string;
}
export interface Happened {
  seq: number;
  at: string;
  what: string;
  actor: string | null;
  on_behalf_of: string | null;
  node: string;
  opinion: string;
  detail: Record<string, unknown>;
  signature: string | null;
}
export interface Offer {
  acts: string[];
  targets: { key: string; label: string }[];
  modes: ("rerun" | "jump")[];
}
export interface MyTask extends Offer {
  id: string;
  node: string;
  label: string;
  kind: TaskSeen["kind"];
  handle: boolean;
  draft: string;
  opinion: "reject" | "always";
  sign: boolean;
  edit: string[];
  require: string[];
}
/** An added person, or a decision of mine, by its task. */
export interface SeatSeen {
  task: string;
  person: string;
  kind: TaskSeen["kind"];
  label: string;
}
export type How = "retry" | "skip" | "choose" | "assign";
/** Where the flow cannot go on by itself, and how I may end that. */
export interface Stuck {
  run: string;
  label: string;
  because: string;
  hows: How[];
  ways: string[];
}
export interface Approval {
  instance: {
    id: string;
    flow: string;
    label: string;
    form: string;
    record: string;
    code: string;
    title: string;
    status: Status;
    round: number;
    version: number;
    rev: number;
    initiator: string;
    submitted_at: string | null;
    finished_at: string | null;
    parent: string | null;
  };
  nodes: NodeSeen[];
  to_come: NodeAhead[];
  ends: string;
  happened: Happened[];
  offer: Offer;
  task: MyTask | null;
  take_back: SeatSeen | null;
  cuts: SeatSeen[];
  stuck: Stuck[];
  copies: { person: string; at: string; read: boolean }[];
  people: Names;
  form: FormView | null;
  record: RecordData | null;
}
/** How far many records are on their way into a flow. */
export interface BatchJob {
  state: "waiting" | "running" | "done" | "failed" | "stopped";
  done: number;
  total: number;
  result: {
    started: number;
    problems: { record: string; title: string; message: string }[];
  } | null;
}
export interface RecordFlows {
  instances: {
    id: string;
    flow: string;
    label: string;
    code: string;
    status: Status;
    /** I sent it. */
    mine: boolean;
    submitted_at: string;
    finished_at: string | null;
  }[];
  submit: { flow: string; label: string }[];
}
export interface RoutePreview {
  nodes: NodeAhead[];
  ends: string;
  people: Names;
}

/** What a person says with an act; every act takes what it needs of it. */
export interface ActBody {
  opinion?: string;
  signature?: string;
  record_version?: number;
  fields?: Record<string, unknown>;
  to?: string;
  of?: string;
  people?: string[];
  place?: "before" | "after" | "with";
  mode?: "rerun" | "jump";
  run?: string;
  how?: How;
  branch?: number;
}

const TINTS = {
  running: "blue",
  returned: "orange",
  incident: "red",
  suspended: "amber",
  approved: "green",
  rejected: "red",
  withdrawn: "gray",
  terminated: "gray",
} as const;
export const tintOfStatus = (status: Status) => TINTS[status] ?? "gray";

export const isOpen = (status: Status): boolean =>
  ["running", "returned", "incident", "suspended"].includes(status);

export const isOverdue = (due: string | null, now = Date.now()): boolean =>
  due !== null && new Date(due).getTime() < now;

/** How long it has waited, in the largest unit that says something. */
export function waitedFor(since: string, now = Date.now()): { n: number; unit: "m" | "h" | "d" } {
  const minutes = Math.max(0, Math.floor((now - new Date(since).getTime()) / 60_000));
  if (minutes < 60) return { n: minutes, unit: "m" };
  return minutes < 2_880
    ? { n: Math.floor(minutes / 60), unit: "h" }
    : { n: Math.floor(minutes / 1_440), unit: "d" };
}

/** What a step of the way looks like. */
export type Look = "done" | "now" | "bad" | "back" | "off" | "ahead" | "halt";

const LOOKS: Record<NodeState, Look> = {
  active: "now",
  frozen: "halt",
  passed: "done",
  rejected: "bad",
  returned: "back",
  cancelled: "off",
  voided: "off",
  skipped: "off",
  incident: "bad",
};
export const lookOf = (state: string): Look => LOOKS[state as NodeState] ?? "ahead";

export interface Step {
  id: string;
  label: string;
  look: Look;
  node: NodeSeen | null;
  people: readonly string[];
  state: string;
}

/** The way: nodes in the order they were entered, then those that will be. */
export function wayOf({ nodes, to_come }: Pick<Approval, "nodes" | "to_come">): Step[] {
  const taken = nodes
    .filter((node) => node.kind !== "start")
    .map(
      (node): Step => ({
        id: node.run,
        label: node.label,
        look: lookOf(node.state),
        node,
        people: node.tasks.map((task) => task.assignee),
        state: node.state,
      }),
    );
  return [...taken, ...aheadOf(to_come)];
}

/** Nodes that are not there yet; one that would be passed over says so. */
export const aheadOf = (nodes: readonly NodeAhead[]): Step[] =>
  nodes.map((node, at) => ({
    id: `ahead-${at}`,
    label: node.label,
    look: node.state === "incident" ? "bad" : node.state === "skipped" ? "off" : "ahead",
    node: null,
    people: node.people,
    state: node.state,
  }));

/** The form as the task opens it: everything is for reading but what the node lets one write. */
export function formAt(form: FormView, edit: readonly string[], need: readonly string[]): FormView {
  const opened = (path: string) => edit.includes(path) || edit.includes(path.split(".")[0] ?? "");
  const at = (field: FieldView, above: string): FieldView => {
    const path = above ? `${above}.${field.key}` : field.key;
    const parts = field.fields?.map((part) => at(part, field.key));
    return {
      ...field,
      editable: field.editable && (opened(path) || edit.some((one) => one.startsWith(`${path}.`))),
      required: field.required || need.includes(path),
      ...(parts ? { fields: parts } : {}),
    };
  };
  return { ...form, fields: form.fields.map((field) => at(field, "")) };
}

const ON_TASK = ["return", "transfer", "add-sign", "ask", "save", "cut", "take-back"] as const;
const ON_INSTANCE = [
  "resolve",
  "resubmit",
  "withdraw",
  "remind",
  "terminate",
  "suspend",
  "resume",
  "jump",
  "revive",
] as const;
export type TaskAct = (typeof ON_TASK)[number] | "approve" | "reject";
export type InstanceAct = (typeof ON_INSTANCE)[number];
export type ActName = TaskAct | InstanceAct;

/** What can be done besides yes and no, in the order it is offered in. */
export const otherActs = (
  approval: Pick<Approval, "task" | "offer" | "take_back" | "cuts" | "stuck">,
) => {
  const { task, offer, take_back, cuts, stuck } = approval;
  const can: Partial<Record<ActName, boolean>> = {
    "take-back": take_back !== null,
    cut: cuts.length > 0,
    resolve: stuck.length > 0,
  };
  return {
    task: ON_TASK.filter((act) => can[act] ?? task?.acts.includes(act)),
    instance: ON_INSTANCE.filter((act) => can[act] ?? offer.acts.includes(act)),
  };
};

export const isOnTask = (act: ActName): act is TaskAct =>
  act === "approve" || act === "reject" || (ON_TASK as readonly string[]).includes(act);

/** Acts that are not done without a word. */
const WORDS_NEEDED: readonly ActName[] = ["reject", "return", "terminate"];
export const needsOpinion = (act: ActName, task: MyTask | null): boolean =>
  WORDS_NEEDED.includes(act) || (act === "approve" && task?.opinion === "always");

/** Acts that end or undo something for others. */
export const isGrave = (act: ActName): boolean => ["reject", "terminate", "withdraw"].includes(act);
