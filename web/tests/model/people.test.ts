import { describe, expect, it } from "vitest";
import {
  below,
  changesOf,
  countNowhere,
  findPeople,
  initials,
  mayStandUnder,
  movedTo,
  NOWHERE,
  type Organisation,
  type OrgMember,
  readPeopleSearch,
  sisters,
  treeRows,
} from "../../src/model/people.ts";

const member = (id: string, name: string, more: Partial<OrgMember> = {}): OrgMember => ({
  id,
  name,
  login: id,
  email: null,
  active: true,
  is_admin: false,
  department: null,
  departments: [],
  roles: [],
  language: "zh",
  second_step: false,
  ...more,
});
const department = (id: string, parent: string | null, position = 0) => ({
  id,
  name: id.toUpperCase(),
  parent,
  head: null,
  position,
});
const HOUSE: Organisation = {
  second_step: "free",
  departments: [
    department("hq", null),
    department("service", "hq", 2),
    department("sales", "hq", 1),
    department("south", "sales"),
    department("lost", "gone", 9),
  ],
  members: [
    member("wanglin", "王琳", { department: "sales", departments: ["sales", "south"] }),
    member("zhao", "赵磊", { department: "south", departments: ["south"] }),
    member("old", "陈思远", { department: "south", departments: ["south"], active: false }),
    member("free", "Ann Lee", { email: "ann@sea.cn" }),
  ],
  roles: [],
};
const ids = (search: Parameters<typeof findPeople>[1]) =>
  findPeople(HOUSE, search).map((one) => one.id);

describe("the tree", () => {
  it("runs from top to bottom in its order, each person counted once", () => {
    expect(treeRows(HOUSE).map((row) => [row.department.id, row.depth, row.people])).toEqual([
      ["hq", 0, 2],
      ["sales", 1, 2],
      ["south", 2, 2],
      ["service", 1, 0],
      ["lost", 0, 0],
    ]);
    expect(treeRows(HOUSE)[2]?.path).toBe("HQ / SALES / SOUTH");
    expect(countNowhere(HOUSE)).toBe(1);
  });

  it("lets nothing stand below itself, and does not run in circles", () => {
    const under = mayStandUnder(treeRows(HOUSE), "sales").map((row) => row.department.id);
    expect(under).toEqual(["hq", "service", "lost"]);
    expect(mayStandUnder(treeRows(HOUSE), null)).toHaveLength(5);
    expect(below([department("a", "b"), department("b", "a")], "a")).toEqual(new Set(["a", "b"]));
  });
});

describe("people are found", () => {
  it("by place and all below, and by state", () => {
    expect(ids({ in: "sales" })).toEqual(["wanglin", "zhao"]);
    expect(ids({ in: "south", show: "all" })).toEqual(["wanglin", "zhao", "old"]);
    expect(ids({ show: "inactive" })).toEqual(["old"]);
    expect(ids({ in: NOWHERE })).toEqual(["free"]);
  });

  it("by name, login, e-mail and initials", () => {
    expect(ids({ q: "磊" })).toEqual(["zhao"]);
    expect(ids({ q: " WANG" })).toEqual(["wanglin"]);
    expect(ids({ q: "sea.cn" })).toEqual(["free"]);
    expect(ids({ q: "zl" })).toEqual(["zhao"]);
    expect(ids({ q: "csy" })).toEqual([]);
    expect(ids({ q: "csy", show: "all" })).toEqual(["old"]);
  });

  it("knows the first letters of syllables", () => {
    const names = "安 白 曹 丁 鄂 冯 高 何 蒋 柯 刘 马 倪 欧 潘 秦 任 孙 唐 王 夏 杨 周 曾 单 赵";
    expect(names.split(" ").map(initials).join("")).toBe("abcdefghjklmnopqrstwxyzzsz");
    expect(initials("Ann 李")).toBe("ann l");
  });
});

it("the address keeps only what is not the rule", () => {
  expect(readPeopleSearch({ in: "d1", show: "active", q: 12, person: "" })).toEqual({
    in: "d1",
    q: "12",
  });
  expect(readPeopleSearch({ show: "all", person: "new" })).toEqual({ show: "all", person: "new" });
});

describe("changes of a person", () => {
  it("are only what is different, with what it was", () => {
    const before = { name: "王琳", email: null, roles: ["b", "a"] };
    const after = { name: "王琳", email: "a@b.example", roles: ["a", "b"] };
    expect(
      changesOf<{ name: string; email: string | null; roles: string[] }>(before, after),
    ).toEqual({ change: { email: "a@b.example" }, was: { email: null } });
  });
});

describe("sisters", () => {
  it("are those under the same department, and change places among themselves", () => {
    const rows = treeRows({
      second_step: "free",
      members: [],
      roles: [],
      departments: [
        { id: "a", name: "a", parent: null, head: null, position: 1 },
        { id: "b", name: "b", parent: null, head: null, position: 0 },
        { id: "c", name: "c", parent: "a", head: null, position: 0 },
      ],
    });
    expect(sisters(rows, "a")).toEqual(["b", "a"]);
    expect(sisters(rows, "c")).toEqual(["c"]);
    expect(movedTo(["b", "a", "d"], 2, 0)).toEqual(["d", "b", "a"]);
    expect(movedTo(["b", "a"], 1, 2)).toEqual(["b", "a"]);
  });
});
