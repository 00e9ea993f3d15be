import { expect, test } from "vitest";
import type { BalanceView, FieldView } from "@/model/api.ts";
import { daysOf, readPeriod, writePeriod } from "@/pages/balance/period.ts";
import { columnsOf, filterForm, sortForm, standingOnly } from "@/pages/balance/shape.ts";

const field = (key: string, kind = "number") =>
  ({
    key,
    label: key,
    kind,
    settings: {},
    operators: ["is"],
    sortable: true,
  }) as never as FieldView;
const view = {
  balance: "erp.stock",
  fields: [field("product", "link"), field("place", "link"), field("on_hand"), field("value")],
  keys: ["product", "place"],
  sorts: { product: "product.record_title" },
  measures: ["on_hand", "value"],
  periods: { on_hand: [field("_opening_on_hand"), field("_closing_on_hand")] },
} as never as BalanceView;
const june = { measure: "on_hand", from: "2026-06-01", to: "2026-06-30" };

test("a period is read from the address as it was written, and nothing else is", () => {
  expect(readPeriod(view, writePeriod(june))).toEqual(june);
  for (const wrong of [undefined, "", "all", "value~2026-06-01~2026-06-30"])
    expect(readPeriod(view, wrong)).toBeNull();
  expect(readPeriod(view, "on_hand~2026-06-30~2026-06-01")).toBeNull();
  expect(readPeriod(view, "on_hand~x~y")).toBeNull();
});

test("spans end with the last day of their month", () => {
  expect(daysOf("this_month", "2028-02-10")).toEqual({ from: "2028-02-01", to: "2028-02-29" });
  expect(daysOf("last_month", "2026-01-31")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
  expect(daysOf("last_month", "2026-03-31")).toEqual({ from: "2026-02-01", to: "2026-02-28" });
  expect(daysOf("this_quarter", "2026-06-30")).toEqual({ from: "2026-04-01", to: "2026-06-30" });
  expect(daysOf("this_year", "2026-06-30")).toEqual({ from: "2026-01-01", to: "2026-12-31" });
});

test("a period shows its own numbers beside the keys", () => {
  const keys = (fields: FieldView[]) => fields.map((one) => one.key);
  expect(keys(columnsOf(view, null))).toEqual(["product", "place", "on_hand", "value"]);
  expect(keys(columnsOf(view, june)).slice(2)).toEqual(["_opening_on_hand", "_closing_on_hand"]);
});

test("a key whose records may not be read is neither filtered nor sorted by", () => {
  const filtered = filterForm(view, june).fields;
  expect(filtered.map((one) => one.key)).not.toContain("place");
  expect(filtered[0]?.settings.picks).toBe("balances/erp.stock");
  expect(sortForm(view, null).fields.map((one) => one.key)).toEqual([
    "product.record_title",
    "on_hand",
    "value",
  ]);
});

test("conditions on a period's numbers go with the period", () => {
  const kept = { field: "on_hand", op: "gt" as const, value: "1" };
  const gone = { field: "_closing_on_hand", op: "gt" as const, value: "1" };
  expect(standingOnly({ all: [kept, { any: [gone, kept] }] })).toEqual({
    all: [kept, { any: [kept] }],
  });
  expect(standingOnly(gone)).toBeUndefined();
});
