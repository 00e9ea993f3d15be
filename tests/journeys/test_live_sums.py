"""What a customer has ordered is right in two browsers at once, without anybody reloading."""

import re

import httpx
from playwright.sync_api import expect
from tests.journeys.conftest import OURS, Api
from tests.journeys.hands import cell, row_of
from tests.journeys.site import PASSWORD

NAME = "桐乡汇流分析技术有限公司"


def test_an_order_moves_the_customer_in_two_browsers(sit, house):
    with httpx.Client(base_url=house, headers=OURS) as http:
        http.post("/api/session", json={"login": "boss", "password": PASSWORD})
        boss = Api(http)
        product = boss.make(
            "erp.product", sku="LS-1", name="滴定仪", category="instrument", uom="set",
            list_price="113000", tax_rate="0.13",
        )  # fmt: skip

        def ordered(day: str) -> str:
            return boss.make(
                "crm.sales_order", customer=customer, state="approved", order_date=day,
                order_kind="spare", lines=[{"product": product, "qty": "2"}],
                payment_terms=[{"name": "deposit", "pct": "1", "trigger": "signed", "days": "0"}],
            )  # fmt: skip

        director, rep = sit("hezhiyuan"), sit("wanglin")
        customer = rep.api.make("crm.customer", name=NAME, industry="university", source="cold")
        ordered("2026-03-06")
        director.go(f"/f/crm.customer?view=value&q={NAME[:4]}")
        rep.go(f"/f/crm.customer/r/{customer}")
        expect(director.page.locator("#main")).to_contain_text(NAME)
        expect(rep.page.locator("[data-field=order_count]")).to_contain_text("1")

        order = ordered("2026-05-06")
        row = row_of(director.page, NAME)
        expect(cell(director.page, row, "累计净额(M)")).to_contain_text("400,000.00")
        expect(cell(director.page, row, "订单数(F)")).to_have_text("2")
        expect(rep.page.locator("[data-field=order_amount]")).to_contain_text("400,000.00")
        last = rep.page.locator("[data-field=last_order_on]")
        expect(last).to_contain_text(re.compile("5月6日|5 月 6 日|2026-05-06"))
        director.step("both-know")
        rep.step("both-know")

        boss.change("crm.sales_order", order, state="cancelled")
        expect(cell(director.page, row, "订单数(F)")).to_have_text("1")
        expect(rep.page.locator("[data-field=order_count]")).to_have_text(re.compile("1$"))
