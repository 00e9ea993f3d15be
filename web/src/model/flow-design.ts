/** A flow as the designer draws it: what a node is, who decides in it, what new ones begin with. */

import {
  at,
  type Data,
  insert,
  isInside,
  isMap,
  listOf,
  mapOf,
  type Path,
  type Plain,
  put,
  textOf,
  wordsOf,
} from "./design.ts";

export const HUMAN = ["approve", "handle"] as const;
export const BLOCKS = ["parallel", "choose", "include"] as const;
export const NODE_KINDS = [...HUMAN, "copy", "sub", "auto", ...BLOCKS] as const;
export type NodeKind = (typeof NODE_KINDS)[number];
/** What may be added: an automatic node has no steps to carry out yet. */
export const NEW_NODES = ["approve", "handle", "copy", ...BLOCKS, "sub"] as const;
export type NewNode = (typeof NEW_NODES)[number];
export const MODES = ["one", "any", "all", "seq", "vote"] as const;
export type Mode = (typeof MODES)[number];
export const ENDS = ["approved", "rejected", "returned", "withdrawn", "terminated"] as const;

export const kindOf = (node: Plain | undefined): NodeKind | undefined =>
  NODE_KINDS.find((one) => one in mapOf(node));
export const isBlock = (kind: NodeKind | undefined): kind is (typeof BLOCKS)[number] =>
  BLOCKS.some((one) => one === kind);
export const isHuman = (kind: NodeKind | undefined): kind is (typeof HUMAN)[number] =>
  HUMAN.some((one) => one === kind);

/** The sequences of a block: where each stands, with its condition ("" in a parallel one, null for the rest). */
export interface BranchAt {
  path: Path;
  /** Where its nodes stand. */
  nodes: Path;
  when: string | null;
}

export function branchesOf(node: Plain | undefined, path: Path): BranchAt[] {
  const kind = kindOf(node);
  if (!isBlock(kind)) return [];
  return listOf(mapOf(node)[kind]).map((item, index) => {
    const here = [...path, kind, index];
    if (kind === "parallel") return { path: here, nodes: here, when: "" };
    return "else" in mapOf(item)
      ? { path: here, nodes: [...here, "else"], when: null }
      : { path: here, nodes: [...here, "do"], when: textOf(mapOf(item).when) };
  });
}

/** Every node with its place, as they stand from the beginning to the end. */
export function* nodesOf(data: Data, list: Path = ["nodes"]): Generator<[Path, Data]> {
  for (const [index, item] of listOf(at(data, list)).entries()) {
    const path = [...list, index];
    yield [path, mapOf(item)];
    for (const branch of branchesOf(item, path)) yield* nodesOf(data, branch.nodes);
  }
}

/** A key that no node has: `n3`. */
export function freshKey(data: Data): string {
  const taken = new Set([...nodesOf(data)].map(([, node]) => textOf(node.node)).filter(Boolean));
  let number = taken.size + 1;
  while (taken.has(`n${number}`)) number += 1;
  return `n${number}`;
}

/** A node as it is when it has just been added. */
export function newNode(kind: NewNode, data: Data, label: string): Data {
  switch (kind) {
    case "approve":
    case "handle":
      return { node: freshKey(data), label, [kind]: { one: "superior(submitter)" } };
    case "copy":
      return { copy: ["submitter"] };
    case "sub":
      return { sub: { flow: "" } };
    case "parallel":
      return { parallel: [[], []] };
    default:
      return { [kind]: [{ when: "", do: [] }, { else: [] }] };
  }
}

export const addBranch = (data: Data, path: Path): Data => {
  const node = at(data, path);
  const kind = kindOf(node);
  if (!isBlock(kind)) return data;
  const items = listOf(mapOf(node)[kind]);
  const rest = items.findIndex((item) => "else" in mapOf(item));
  const index = rest < 0 ? items.length : rest;
  return insert(data, [...path, kind], index, kind === "parallel" ? [] : { when: "", do: [] });
};

/** A node to another place: in front of what stands at `index` of a list. */
export function moved(data: Data, from: Path, list: Path, index: number): Data {
  const node = at(data, from);
  if (node === undefined || isInside(list, from)) return data;
  // Marked first, so that the place it leaves is found again whatever the move shifts.
  const hole = "\u0000";
  const marked = put(data, from, hole);
  const placed = insert(marked, list, index, node);
  return without(placed, hole) as Data;
}

function without(value: Plain, hole: string): Plain {
  if (Array.isArray(value))
    return value.filter((one) => one !== hole).map((one) => without(one, hole));
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, without(one, hole)]));
  return value;
}

/* ---- who decides ---- */

export const PEOPLE = [
  "role",
  "person",
  "head",
  "heads",
  "superior",
  "submitter",
  "decider",
  "chosen",
  "value",
] as const;
export type PeopleKind = (typeof PEOPLE)[number];
export interface Who {
  kind: PeopleKind;
  /** A role, a login, a node, a number of levels, an expression. */
  of: string;
  weight: number;
}

export function whoOf(item: Plain): Who {
  const weight = isMap(item) ? Number(item.weight ?? 1) : 1;
  const text = (isMap(item) ? textOf(item.who) : textOf(item)).trim();
  if (text === "submitter") return { kind: "submitter", of: "", weight };
  const call = /^(\w+)\(([\s\S]*)\)$/.exec(text);
  const kind = PEOPLE.find((one) => one === call?.[1] && one !== "value" && one !== "submitter");
  return kind && call
    ? { kind, of: (call[2] ?? "").trim(), weight }
    : { kind: "value", of: text, weight };
}

export function whoData(who: Who, weighted: boolean): Plain {
  const text =
    who.kind === "submitter"
      ? "submitter"
      : who.kind === "value"
        ? who.of
        : `${who.kind}(${who.of})`;
  return weighted && who.weight !== 1 ? { who: text, weight: who.weight } : text;
}

export interface Deciders {
  mode: Mode;
  people: Who[];
  /** Of a vote: `2/3`, `60%`, `2`. */
  need: string;
  strict: boolean;
}

export function decidersOf(node: Data): Deciders {
  const kind = kindOf(node);
  const given = mapOf(isHuman(kind) ? node[kind] : undefined);
  const mode = MODES.find((one) => one in given) ?? "one";
  const inner = given[mode];
  const vote = mode === "vote" ? mapOf(inner) : {};
  const raw = mode === "vote" ? vote.people : inner;
  const items: Plain[] = Array.isArray(raw) ? raw : raw === undefined || raw === null ? [] : [raw];
  return {
    mode,
    people: items.map(whoOf),
    need: textOf(vote.need),
    strict: vote.strict === true,
  };
}

export function decidersData({ mode, people, need, strict }: Deciders): Data {
  const items = people.map((one) => whoData(one, mode === "vote"));
  const [first] = items;
  const plain: Plain = items.length === 1 && typeof first === "string" ? first : items;
  if (mode !== "vote") return { [mode]: plain };
  return { vote: { people: plain, need: need || "1/2", ...(strict ? { strict } : {}) } };
}

/* ---- what the node sees ---- */

export type Right = "hidden" | "read" | "edit";
export interface NodeRights {
  edit: Set<string>;
  hide: Set<string>;
  /** Only these; null: everything but what is hidden. */
  see: Set<string> | null;
  require: Set<string>;
}

export const rightsOf = (node: Data): NodeRights => ({
  edit: new Set(wordsOf(node.edit)),
  hide: new Set(wordsOf(node.hide)),
  see: node.see === undefined ? null : new Set(wordsOf(node.see)),
  require: new Set(wordsOf(node.require)),
});

/** What holds for a field; a column of lines follows its lines unless it says otherwise. */
export function rightOf(rights: NodeRights, field: string): Right {
  const lines = field.includes(".") ? field.slice(0, field.indexOf(".")) : "";
  const named = (one: Set<string>) => one.has(field) || (lines !== "" && one.has(lines));
  if (named(rights.hide)) return "hidden";
  if (named(rights.edit)) return "edit";
  if (rights.see !== null && !named(rights.see)) {
    const columns = [...rights.see].some((one) => one.startsWith(`${field}.`));
    return columns ? "read" : "hidden";
  }
  return "read";
}

/** The node with another right on a field; `required` goes with editing only. */
export function withRight(node: Data, field: string, right: Right, required: boolean): Data {
  const rights = rightsOf(node);
  for (const one of [rights.edit, rights.hide, rights.require]) one.delete(field);
  rights.see?.delete(field);
  if (right === "hidden") {
    if (rights.see === null) rights.hide.add(field);
  } else rights.see?.add(field);
  if (right === "edit") {
    rights.edit.add(field);
    if (required) rights.require.add(field);
  }
  const lists: Record<string, Plain | undefined> = {
    edit: listed(rights.edit),
    hide: listed(rights.hide),
    see: rights.see === null ? undefined : [...rights.see],
    require: listed(rights.require),
  };
  return Object.entries(lists).reduce((made, [key, value]) => put(made, [key], value), node);
}

const listed = (names: Set<string>): Plain | undefined => (names.size > 0 ? [...names] : undefined);

/* ---- problems ---- */

/** The node that a place of a problem lies in: by its key, or by where it stands. */
export function placeOf(data: Data, place: string): string {
  const [root = "", first = "", ...rest] = place.split(":")[0]?.split(".") ?? [];
  if (root !== "nodes" || !first) return "";
  if (!/^\d+$/.test(first)) {
    const found = [...nodesOf(data)].find(([, node]) => textOf(node.node) === first);
    return found ? found[0].join(".") : "";
  }
  const steps = [first, ...rest];
  let best = "";
  for (const [path] of nodesOf(data)) {
    const inner = path.slice(1).map(String);
    if (
      inner.every((step, index) => step === steps[index]) &&
      inner.length > best.split(".").length - 1
    )
      best = path.join(".");
  }
  return best;
}
