/** Where everything of a flow stands on the canvas: the tree decides, so nothing is ever pushed by hand. */

import { at, type Data, listOf, type Path, pathText } from "./design.ts";
import { branchesOf, isBlock, kindOf } from "./flow-design.ts";

export const CARD = { width: 216, height: 76 };
const PILL = { width: 132, height: 30 };
const HEAD = { width: 216, height: 46 };
const PLUS = 24;
const GAP = 22; // between two things that follow one another
const APART = 32; // between two branches

export interface Placed {
  id: string;
  kind: "start" | "end" | "card" | "block" | "branch" | "plus" | "join";
  path: Path;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Of a plus: the list and the place in it where something is added. */
  list?: Path;
  index?: number;
}
export interface Line {
  id: string;
  from: string;
  to: string;
}
export interface Drawing {
  placed: Placed[];
  lines: Line[];
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

/** The flow from top to bottom, branches side by side. */
export function drawn(data: Data): Drawing {
  const placed: Placed[] = [];
  const lines: Line[] = [];
  const put = (one: Placed) => placed.push(one);
  const link = (from: string, to: string) => lines.push({ id: `${from}>${to}`, from, to });

  const sizeOf = (list: Path): Size => {
    let width = CARD.width;
    let height = PLUS + GAP;
    for (const index of listOf(at(data, list)).keys()) {
      const own = nodeSize([...list, index]);
      width = Math.max(width, own.width);
      height += own.height + GAP + PLUS + GAP;
    }
    return { width, height };
  };
  const nodeSize = (path: Path): Size => {
    const value = at(data, path);
    if (!isBlock(kindOf(value))) return { width: CARD.width, height: CARD.height };
    const sizes = branchesOf(value, path).map((branch) => sizeOf(branch.nodes));
    const inner = Math.max(0, ...sizes.map((one) => one.height));
    const width = sizes.reduce((sum, one) => sum + one.width + APART, -APART);
    return {
      width: Math.max(CARD.width, width),
      height: PILL.height + GAP + HEAD.height + GAP + inner + PLUS / 2,
    };
  };

  /** Draws a list under `before`, centred at `x`; gives the last thing drawn and where it ends. */
  const drawList = (list: Path, x: number, top: number, before: string): [string, number] => {
    const plusAt = (index: number, y: number, from: string): [string, number] => {
      const id = `plus:${pathText(list)}:${index}`;
      put({
        id, kind: "plus", path: list, list, index,
        x: x - PLUS / 2, y, width: PLUS, height: PLUS,
      }); // biome-ignore format: one thing
      link(from, id);
      return [id, y + PLUS + GAP];
    };
    let [last, y] = plusAt(0, top, before);
    for (const [index, node] of listOf(at(data, list)).entries()) {
      const path = [...list, index];
      [last, y] = isBlock(kindOf(node)) ? drawBlock(path, x, y, last) : drawCard(path, x, y, last);
      [last, y] = plusAt(index + 1, y, last);
    }
    return [last, y];
  };
  const drawCard = (path: Path, x: number, y: number, before: string): [string, number] => {
    const id = pathText(path);
    put({ id, kind: "card", path, x: x - CARD.width / 2, y, ...CARD });
    link(before, id);
    return [id, y + CARD.height + GAP];
  };
  const drawBlock = (path: Path, x: number, top: number, before: string): [string, number] => {
    const id = pathText(path);
    const value = at(data, path);
    const whole = nodeSize(path);
    put({ id, kind: "block", path, x: x - PILL.width / 2, y: top, ...PILL });
    link(before, id);
    const branches = branchesOf(value, path);
    const sizes = branches.map((branch) => sizeOf(branch.nodes));
    const sum = sizes.reduce((all, one) => all + one.width + APART, -APART);
    let left = x - sum / 2;
    const join = `join:${id}`;
    const bottom = top + whole.height - PLUS / 2;
    const heads = top + PILL.height + GAP;
    for (const [index, branch] of branches.entries()) {
      const size = sizes[index] ?? CARD;
      const middle = left + size.width / 2;
      const head = `branch:${pathText(branch.path)}`;
      put({
        id: head,
        kind: "branch",
        path: branch.path,
        x: middle - HEAD.width / 2,
        y: heads,
        ...HEAD,
      });
      link(id, head);
      const [last] = drawList(branch.nodes, middle, heads + HEAD.height + GAP, head);
      link(last, join);
      left += size.width + APART;
    }
    put({ id: join, kind: "join", path, x: x - 4, y: bottom - 4, width: 8, height: 8 });
    return [join, top + whole.height + GAP];
  };

  const size = sizeOf(["nodes"]);
  const middle = size.width / 2;
  put({ id: "start", kind: "start", path: [], x: middle - CARD.width / 2, y: 0, ...CARD });
  const [last, y] = drawList(["nodes"], middle, CARD.height + GAP, "start");
  put({
    id: "end",
    kind: "end",
    path: ["ends"],
    x: middle - CARD.width / 2,
    y,
    ...CARD,
    height: 52,
  });
  link(last, "end");
  return { placed, lines, width: size.width, height: y + 52 };
}
