import { describe, expect, it } from "vitest";
import { readGroup, readListSearch, readSort, writeGroup, writeSort } from "../../src/model/url.ts";

describe("the address of a list", () => {
  it("is read whole", () => {
    const search = {
      view: "v1",
      where: { all: [{ field: "a", op: "is", value: "1" }] },
      sort: ["-amount"],
      q: "安徽",
      group: "stage",
      open: "id",
      new: true,
    };
    expect(readListSearch(search)).toEqual(search);
  });
  it("never breaks the page", () => {
    expect(
      readListSearch({
        where: { all: "x" },
        sort: "amount",
        q: "",
        open: null,
        view: {},
        new: "no",
      }),
    ).toEqual({});
    expect(readListSearch({ where: { all: [{ field: 1 }] } })).toEqual({});
    expect(readListSearch({ q: 2026, sort: ["a", 1, "b", "c", "d", "e", "f"] })).toEqual({
      q: "2026",
      sort: ["a", "b", "c", "d", "e"],
    });
  });
  it("writes sorts as the server reads them", () => {
    expect(readSort("-amount")).toEqual({ path: "amount", down: true });
    expect(writeSort("amount", false)).toBe("amount");
  });
});

describe("groups in the address", () => {
  it("are one or two fields, or none where the view has some", () => {
    expect(readGroup("stage,owner,more")).toEqual(["stage", "owner"]);
    expect(readGroup("-")).toEqual([]);
    expect(writeGroup([])).toBe("-");
    expect(readGroup(writeGroup(["a", "b"]))).toEqual(["a", "b"]);
  });
});
