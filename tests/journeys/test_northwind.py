"""Four sheets of a trading company become an app by mouse: 91 customers, 29 suppliers, 77 products, 830 orders."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

DATA = Path(__file__).parents[3] / "shared" / "data" / "northwind"
LINES = ("Product", "Unit price", "Quantity", "Discount")
NET = Decimal("1265793.0395")  # after discounts; the sum that everybody knows of these data


def data() -> Path:
    for folder in (DATA, Path(__file__).parents[4] / "shared" / "data" / "northwind"):
        if folder.is_dir():
            return folder
    pytest.fail(f"the Northwind sheets are not beside the checkout: {DATA}")


def bring(page: Page, file: Path, label: str, lines: tuple[str, ...] = ()) -> None:
    """Through the wizard, from the file to the open list."""
    page.goto("/new-from-excel")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_label("应用名称").fill(label)
    page.get_by_label("表单名称").fill(label)
    for name in lines:
        page.get_by_role("checkbox", name=f"属于明细 {name}", exact=True).check()


@pytest.mark.parametrize(
    ("name", "label", "count"),
    [("customers", "北风客户", 91), ("suppliers", "北风供应商", 29), ("products", "北风产品", 77)],
)
def test_a_sheet_becomes_an_app(sit, name, label, count):
    seat = sit("boss")
    page = seat.page
    bring(page, data() / f"{name}.xlsx", label)
    seat.step("fields")
    page.get_by_role("button", name="创建应用").click()
    expect(page.get_by_text(f"新增 {count} 条")).to_be_visible(timeout=30_000)
    seat.step("done")
    page.get_by_role("button", name="打开应用").click()
    expect(page.get_by_text(f"共 {count} 条")).to_be_visible()
    seat.step("list")


def test_orders_with_their_lines(sit):
    seat = sit("boss")
    page = seat.page
    bring(page, data() / "orders-flat.xlsx", "北风订单", LINES)
    seat.step("fields")
    page.get_by_role("button", name="创建应用").click()
    expect(page.get_by_text("新增 830 条")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="打开应用").click()
    expect(page.get_by_text("830 条")).to_be_visible()
    # The freight of all orders, in the totals row.
    expect(page.locator(".grid-foot")).to_contain_text("64,942.69")
    seat.step("list")

    form = page.url.split("/f/")[1].split("?")[0]
    first = seat.api.rows(form, ["lines"], limit=500)
    assert sum(int(row[0]) for row in first) > 500
    page.locator("[role=gridcell]").first.click()
    page.keyboard.press("Space")
    expect(page.locator(".record-sheet .lines-field [role=gridcell]").first).to_be_visible()
    seat.step("record")

    # Nothing was lost or rounded on the way: every line, to the last place.
    net, lines, after = Decimal(0), 0, None
    while True:
        body = {"columns": ["id"], "limit": 500, **({"after": after} if after else {})}
        answer = seat.api.http.post(f"/api/forms/{form}/query", json=body).json()
        for row in answer["rows"]:
            for line in seat.api.record(form, row[0])["lines"]:
                values = [Decimal(line[key]) for key in ("unit_price", "quantity", "discount")]
                net += values[0] * values[1] * (1 - values[2])
                lines += 1
        after = answer["next"]
        if not after:
            break
    assert lines == 2155
    assert net == NET
