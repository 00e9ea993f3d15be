import { describe, expect, it } from "vitest";
import { at, type Data, pathOf, put } from "@/model/design.ts";
import {
  addBranch,
  decidersData,
  decidersOf,
  freshKey,
  moved,
  newNode,
  nodesOf,
  placeOf,
  rightOf,
  rightsOf,
  whoData,
  whoOf,
  withRight,
} from "@/model/flow-design.ts";
import { CARD, drawn } from "@/model/flow-layout.ts";

const FLOW: Data = {
  form: "order",
  nodes: [
    {
      parallel: [
        [{ node: "tech", approve: { any: "role(tech)" } }],
        [{ node: "supply", handle: { one: "person(li)" } }, { copy: ["submitter"] }],
      ],
    },
    { node: "boss", approve: { vote: { people: [{ who: "role(a)", weight: 2 }], need: "2/3" } } },
    {
      choose: [
        { when: "x > 1", do: [{ node: "late", approve: { one: "superior()" } }] },
        { else: [] },
      ],
    },
  ],
};
const keys = (data: Data) => [...nodesOf(data)].map(([, node]) => node.node).filter(Boolean);

describe("a flow under the pen", () => {
  it("is walked in its order, branches and all", () => {
    expect(keys(FLOW)).toEqual(["tech", "supply", "boss", "late"]);
    expect(freshKey(FLOW)).toBe("n5");
    expect(freshKey(put(FLOW, ["nodes", 1, "node"], "n5"))).toBe("n6");
  });

  it("moves a node where it is put, whatever that shifts", () => {
    const path = pathOf("nodes.0.parallel.0.0");
    expect(keys(moved(FLOW, path, ["nodes"], 3))).toEqual(["supply", "boss", "late", "tech"]);
    expect(keys(moved(FLOW, ["nodes", 1], pathOf("nodes.0.parallel.1"), 0))).toEqual([
      "tech",
      "boss",
      "supply",
      "late",
    ]);
    expect(keys(moved(FLOW, ["nodes", 1], ["nodes"], 1))).toEqual(keys(FLOW));
  });

  it("never moves a block into itself", () => {
    expect(moved(FLOW, ["nodes", 0], pathOf("nodes.0.parallel.0"), 1)).toBe(FLOW);
  });

  it("adds a branch before the one for the rest", () => {
    const grown = addBranch(FLOW, ["nodes", 2]);
    expect(at(grown, pathOf("nodes.2.choose.1"))).toEqual({ when: "", do: [] });
    expect(at(grown, pathOf("nodes.2.choose.2"))).toEqual({ else: [] });
    expect(at(addBranch(FLOW, ["nodes", 0]), pathOf("nodes.0.parallel.2"))).toEqual([]);
  });

  it("says people as the definition does, there and back", () => {
    for (const text of [
      "role(x)",
      "person(li)",
      "heads(to: gm)",
      "submitter",
      "owner",
      "head(a.b)",
    ])
      expect(whoData(whoOf(text), false)).toBe(text);
    for (const [, node] of nodesOf(FLOW)) {
      const kind = "approve" in node ? "approve" : "handle" in node ? "handle" : null;
      if (kind) expect(decidersData(decidersOf(node))).toEqual(node[kind]);
    }
    expect(decidersOf(newNode("approve", FLOW, "x")).people).toHaveLength(1);
  });

  it("keeps the rights of fields as lists, only those that differ", () => {
    const node: Data = { node: "a", hide: ["cost"], edit: ["lines.qty"], require: ["lines.qty"] };
    const right = (of: Data, field: string) => rightOf(rightsOf(of), field);
    expect([right(node, "cost"), right(node, "lines.qty"), right(node, "name")]).toEqual([
      "hidden",
      "edit",
      "read",
    ]);
    const opened = withRight(node, "cost", "edit", true);
    expect(opened).toEqual({
      node: "a",
      edit: ["lines.qty", "cost"],
      require: ["lines.qty", "cost"],
    });
    expect(withRight(opened, "lines.qty", "read", true)).toEqual({
      node: "a",
      edit: ["cost"],
      require: ["cost"],
    });
    const some: Data = { node: "b", see: ["name"] };
    expect([right(some, "name"), right(some, "cost")]).toEqual(["read", "hidden"]);
    expect(withRight(some, "cost", "read", false)).toEqual({ node: "b", see: ["name", "cost"] });
  });

  it("finds the node of a problem by its key and by its place", () => {
    expect(placeOf(FLOW, "nodes.boss")).toBe("nodes.1");
    expect(placeOf(FLOW, "nodes.2.choose.0.do.0.approve")).toBe("nodes.2.choose.0.do.0");
    expect(placeOf(FLOW, "nodes.2.choose.0.when:3")).toBe("nodes.2");
    expect(placeOf(FLOW, "policies.self")).toBe("");
  });

  it("is drawn without two things in one place", () => {
    const { placed, lines, width } = drawn(FLOW);
    const solid = placed.filter((one) => one.kind !== "join");
    for (const one of solid)
      for (const other of solid)
        if (one !== other)
          expect(
            one.x < other.x + other.width &&
              other.x < one.x + one.width &&
              one.y < other.y + other.height &&
              other.y < one.y + one.height,
          ).toBe(false);
    expect(width).toBeGreaterThanOrEqual(2 * CARD.width);
    const known = new Set(placed.map((one) => one.id));
    expect(lines.every((one) => known.has(one.from) && known.has(one.to))).toBe(true);
    // Every thing but the beginning has a line that leads to it.
    const led = new Set(lines.map((one) => one.to));
    expect(placed.filter((one) => one.kind !== "start" && !led.has(one.id))).toEqual([]);
  });
});
