"""The closed loop: a lead from a campaign becomes a customer and an opportunity, goes through its stages, is
quoted, supported and ordered, each with its approvals; the contract and its receivables are there at once.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import OURS, PHONE, Seat
from tests.journeys.hands import grave, pick, save
from tests.journeys.site import PASSWORD

# Who decides, beside those of the house: login, name, role, and whether she heads the seller's team.
DECIDERS = (
    ("zhengsiyuan", "郑思源", "app_head", False),
    ("fangmin", "方敏", "sales_head", True),
    ("qinyue", "秦越", "finance", False),
    ("zhouqiming", "周启明", "gm", False),
)
TERMS = [
    {"name": "deposit", "pct": "0.3", "trigger": "signed", "days": 7},
    {"name": "acceptance", "pct": "0.7", "trigger": "accepted", "days": 30},
]


@pytest.fixture(scope="module", autouse=True)
def deciders(house: str) -> Iterator[None]:
    """They are there for these journeys only: the others know a house in which nobody holds their roles."""
    with httpx.Client(base_url=house, headers=OURS, timeout=30) as boss:
        boss.post("/api/session", json={"login": "boss", "password": PASSWORD})
        known = boss.get("/api/organisation").json()
        team = next(one for one in known["departments"] if one["name"] == "华东组")
        made = {
            login: hired(boss, house, login, name, role, team) for login, name, role, _ in DECIDERS
        }
        head = next(login for login, *_, heads in DECIDERS if heads)
        told = boss.patch(f"/api/departments/{team['id']}", json={"head": made[head]})
        assert told.status_code == 200, told.text
        yield
        boss.patch(f"/api/departments/{team['id']}", json={"head": None})
        for one in made.values():
            boss.patch(f"/api/members/{one}", json={"active": False, "roles": []})


def hired(boss: httpx.Client, house: str, login: str, name: str, role: str, team: Any) -> str:
    """A member who has chosen her password; her id."""
    known = boss.get("/api/organisation").json()["members"]
    old = next((one for one in known if one["login"] == login), None)
    if old:  # an earlier run of these journeys in the same house
        boss.patch(f"/api/members/{old['id']}", json={"active": True, "roles": [role]})
        return old["id"]
    body = {"name": name, "login": login, "department": team["id"], "roles": [role]}
    told = boss.post("/api/members", json=body)
    assert told.status_code in {200, 201}, told.text
    once = told.json()["password"]
    with httpx.Client(base_url=house, headers=OURS, timeout=30) as own:
        own.post("/api/session", json={"login": login, "password": once})
        changed = own.patch("/api/session", json={"old_password": once, "password": PASSWORD})
        assert changed.status_code == 200, changed.text
    return told.json()["member"]["id"]


def bar(page: Page):
    return page.get_by_role("region", name="阶段", exact=True)


def done(page: Page, task: str, result: str = "") -> None:
    """A task of the stage, ticked off."""
    bar(page).get_by_role("checkbox", name=task).click()
    if result:
        bar(page).get_by_label("完成情况").fill(result)
        bar(page).get_by_role("button", name="完成", exact=True).click()
    expect(bar(page).get_by_role("checkbox", name=task)).to_be_checked()


def forward(page: Page, to: str, **fields: str) -> None:
    """Through the gate to the next stage, with what it asks."""
    bar(page).get_by_role("button", name=to).click()
    panel = page.get_by_role("dialog", name=f"推进到{to}")
    for label, value in fields.items():
        panel.get_by_label(label).fill(value)
    panel.get_by_role("heading").first.click()  # away from a calendar that is open
    panel.get_by_role("button", name=f"推进到{to}").click()
    expect(bar(page).locator('[aria-current="step"]')).to_contain_text(to)


def submit(seat: Seat, form: str, record: str) -> None:
    page = seat.page
    seat.go(f"/f/{form}/r/{record}")
    page.get_by_role("button", name="提交审批").first.click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("如果每个人都同意")
    asked.get_by_role("button", name="提交审批").click()
    expect(asked).to_have_count(0)


def decide(seat: Seat, what: str, opinion: str = "同意") -> None:
    """From the inbox to the decision, as one person."""
    page = seat.page
    seat.go("/inbox")
    page.get_by_role("link", name=re.compile(what)).first.click()
    page.get_by_label("审批意见").first.fill(opinion)
    with page.expect_response(re.compile(r"/api/tasks/.*/approve$")) as told:
        page.get_by_role("button", name="同意", exact=True).click()
    assert told.value.status == 200, told.value.text()
    expect(page.get_by_role("button", name="同意", exact=True)).to_have_count(0)


def test_from_a_campaign_to_a_contract(sit):
    seller, tech, head, director, finance = (
        sit(one) for one in ("wanglin", "zhengsiyuan", "fangmin", "hezhiyuan", "penghui")
    )
    boss, clerk = sit("boss"), sit("qinyue")
    page, api = seller.page, seller.api
    today = datetime.now(UTC).date()
    product = boss.api.make(
        "erp.product", sku="LOOP-1", name="视频光学接触角测量仪", category="instrument",
        list_price="339000", std_cost="120000", tax_rate="0.13", lead_days=10,
    )  # fmt: skip
    campaign = boss.api.make(
        "crm.campaign", name="秋季用户会", kind="user_meeting", state="running",
        start_date=str(today), end_date=str(today + timedelta(days=3)), budget="20000",
    )  # fmt: skip
    lead = api.make(
        "crm.lead", company="闭环材料研究院", contact_name="方晴", mobile="13800138000",
        industry="institute", source="campaign", campaign=campaign, make_opportunity=True,
        need="需要测量接触角",
    )  # fmt: skip

    # The lead becomes a customer, a contact and an opportunity, by one press.
    seller.go(f"/f/crm.lead/r/{lead}")
    page.get_by_role("button", name="转化为客户").click()
    expect(page.get_by_role("button", name="转化为客户")).to_have_count(0)
    seller.step("converted")
    where = {"formula": 'customer.name = "闭环材料研究院"'}
    found = api.http.post(
        "/api/forms/crm.opportunity/query", json={"columns": ["campaign"], "where": where}
    ).json()["rows"]
    assert len(found) == 1
    opportunity = found[0][0]
    seller.go(f"/f/crm.opportunity/r/{opportunity}")
    expect(bar(page).locator('[aria-current="step"]')).to_contain_text("需求确认")

    # The first stage: a task of hers, one of the head of application in his own browser.
    done(page, "记录客户重要信息")
    tech.go(f"/f/crm.opportunity/r/{opportunity}")
    done(tech.page, "识别需求满足点", "接触角与表面张力都能测")
    page.reload()
    close = str(today + timedelta(days=60))
    api.change(
        "crm.opportunity", opportunity, match_level="full", budget_known=True, amount="339000",
        expected_close=close,
    )  # fmt: skip
    page.reload()
    forward(page, "方案确认")
    seller.step("solution")

    # The second: the solution as a file, and the day on which the customer said yes.
    tech.page.reload()
    done(tech.page, "相关部门制定方案")
    page.reload()
    done(page, "客户确认方案", "客户同意方案 A")
    told = api.http.post(
        "/api/files",
        params={"form": "crm.opportunity", "field": "solution_file"},
        files={"file": ("solution.csv", b"contact,angle\n", "text/csv")},
    )
    assert told.status_code in {200, 201}, told.text
    api.change("crm.opportunity", opportunity, solution_file=[told.json()["id"]])
    page.reload()
    forward(page, "报价确认", 客户确认方案日=str(today))
    seller.step("quotation")

    # The quotation: twelve percent off goes to four people; the director sends it back once.
    line = {"product": product, "qty": "1", "unit_price": "298320"}
    quotation = api.make("crm.quotation", opportunity=opportunity, delivery_weeks=8, lines=[line])
    submit(seller, "crm.quotation", quotation)
    seller.step("sent")
    decide(tech, "报价审批", "型号和数量无误")
    decide(head, "报价审批")
    director.go("/inbox")
    director.page.get_by_role("link", name=re.compile("报价审批")).first.click()
    director.step("asked")
    assert grave(director.page) == [], grave(director.page)
    director.page.get_by_role("button", name="退回", exact=True).click()
    back = director.page.get_by_role("dialog", name="退回")
    back.get_by_label("审批意见").fill("首付款改为四成")
    back.get_by_role("button", name="退回", exact=True).click()
    expect(back).to_have_count(0)
    seller.go(f"/f/crm.quotation/r/{quotation}")
    expect(page.get_by_text("已退回").first).to_be_visible()
    page.get_by_label("首付款比例").fill("40")
    save(page)
    seller.step("returned")
    page.get_by_role("link", name="重新提交").click()
    expect(page.get_by_text("首付款改为四成").first).to_be_visible()
    page.get_by_role("button", name="重新提交").click()
    again = page.get_by_role("dialog", name="重新提交")
    again.get_by_role("button", name="重新提交").click()
    expect(again).to_have_count(0)
    seller.step("resubmitted")
    for seat in (tech, head, director, finance):
        decide(seat, "报价审批")
    assert api.record("crm.quotation", quotation)["state"] == "approved"
    seller.go(f"/f/crm.quotation/r/{quotation}")
    expect(page.get_by_text("已批准").first).to_be_visible()
    seller.step("approved")

    # The gate that wants an approved quotation is open now.
    seller.go(f"/f/crm.opportunity/r/{opportunity}")
    done(page, "销售沟通发起报价")
    head.go(f"/f/crm.opportunity/r/{opportunity}")
    done(head.page, "相关部门确认报价")
    page.reload()
    forward(page, "最终谈判")

    # The price needs a discount that was approved before the order is.
    request = api.make(
        "crm.support_request", kind="discount", opportunity=opportunity, product=product,
        asked_unit_price="298320", reason="重点院所",
    )  # fmt: skip
    submit(seller, "crm.support_request", request)
    for seat in (head, director, finance):
        decide(seat, "销售支持审批")
    assert api.record("crm.support_request", request)["state"] == "approved"

    order = api.make(
        "crm.sales_order", opportunity=opportunity, quotation=quotation, lines=[line],
        payment_terms=TERMS, warranty_months=12,
    )  # fmt: skip
    submit(seller, "crm.sales_order", order)
    decide(head, "订单审批")
    decide(clerk, "订单审批")
    decide(director, "订单审批")  # what was given away is above a tenth
    assert api.record("crm.sales_order", order)["state"] == "approved"

    # The contract with its receivables, and the opportunity won, at once and in the other app.
    number = api.record("crm.sales_order", order)["order_no"]
    where = {"formula": f'source_order.order_no = "{number}"'}
    ask = {"columns": ["contract_no", "amount", "receivable_total"], "where": where}
    ((id_, _, number, *totals),) = clerk.api.http.post(
        "/api/forms/erp.contract/query", json=ask
    ).json()["rows"]
    assert totals == ["298320", "298320"]
    clerk.go(f"/f/erp.contract/r/{id_}")
    expect(clerk.page.get_by_role("heading", name=number)).to_be_visible()
    clerk.step("contract")
    where = {"formula": f'contract.contract_no = "{number}"'}
    plan = clerk.api.rows("erp.receivable", ["seq", "amount"], where=where, sort=["seq"])
    assert plan == [["1", "89496"], ["2", "208824"]]
    seller.go(f"/f/crm.opportunity/r/{opportunity}")
    expect(bar(page).locator('[aria-current="step"]')).to_contain_text("赢单")
    seller.step("won")
    assert api.record("crm.support_request", request)["state"] == "used"


def test_an_approver_on_the_phone(sit):
    seller, tech = sit("wanglin"), sit("zhengsiyuan", PHONE)
    head = sit("fangmin", PHONE)
    api = seller.api
    customer = api.make("crm.customer", name="掌上审批研究所", industry="institute", source="cold")
    one = api.make("crm.opportunity", name="掌上审批", customer=customer)
    product = sit("boss").api.make(
        "erp.product", sku="LOOP-2", name="张力仪", category="instrument", list_price="100000",
        std_cost="30000", tax_rate="0.13", lead_days=10,
    )  # fmt: skip
    line = {"product": product, "qty": "1", "unit_price": "100000"}
    quotation = api.make("crm.quotation", opportunity=one, delivery_weeks=4, lines=[line])
    submit(seller, "crm.quotation", quotation)
    # Approved with an opinion, thumb and all.
    page = tech.page
    tech.go("/inbox")
    tech.step("inbox")
    page.get_by_role("link", name=re.compile("报价审批")).first.click()
    expect(page.get_by_role("button", name="同意", exact=True)).to_be_visible()
    tech.step("asked")
    assert grave(page) == [], grave(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="同意", exact=True).click()
    panel = page.get_by_role("dialog", name="同意")
    panel.get_by_label("审批意见").fill("可以")
    tech.step("opinion")
    panel.get_by_role("button", name="同意", exact=True).click()
    expect(panel).to_have_count(0)
    expect(page.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    # Handed over, and from there refused.
    page = head.page
    head.go("/inbox")
    page.get_by_role("link", name=re.compile("报价审批")).first.click()
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="转交").click()
    panel = page.get_by_role("dialog", name="转交")
    pick(page, panel.get_by_role("combobox"), "何志远", "何志远")
    head.step("transfer")
    panel.get_by_role("button", name="转交", exact=True).click()
    expect(panel).to_have_count(0)
    director = sit("hezhiyuan", PHONE)
    page = director.page
    director.go("/inbox")
    page.get_by_role("link", name=re.compile("报价审批")).first.click()
    page.get_by_role("button", name="拒绝", exact=True).click()
    panel = page.get_by_role("dialog", name="拒绝")
    panel.get_by_label("审批意见").fill("先谈清楚交期")
    director.step("reject")
    panel.get_by_role("button", name="拒绝", exact=True).click()
    expect(page.get_by_role("button", name="拒绝", exact=True)).to_have_count(0)
    values = api.record("crm.quotation", quotation)
    assert (values["state"], values["revision"]) == ("draft", "2")


def test_who_leaves_hands_over_what_waits(sit):
    seller, boss = sit("wanglin"), sit("boss")
    api, page = seller.api, boss.page
    customer = api.make("crm.customer", name="交接研究所", industry="institute", source="cold")
    one = api.make("crm.opportunity", name="交接", customer=customer)
    product = boss.api.make(
        "erp.product", sku="LOOP-3", name="张力仪", category="instrument", list_price="1000",
        std_cost="300", tax_rate="0.13", lead_days=10,
    )  # fmt: skip
    line = {"product": product, "qty": "1", "unit_price": "1000"}
    quotation = api.make("crm.quotation", opportunity=one, delivery_weeks=4, lines=[line])
    submit(seller, "crm.quotation", quotation)
    boss.go("/people?q=郑思源")
    row = page.get_by_role("row", name=re.compile("郑思源"))
    row.get_by_role("button", name=re.compile("更多|郑思源")).last.click()
    page.get_by_role("menuitem", name="停用").click()
    asked = page.get_by_role("dialog", name=re.compile("停用"))
    expect(asked).to_contain_text("1 项待办")
    pick(page, asked.get_by_role("combobox"), "周启明", "周启明")
    boss.step("successor")
    assert grave(page) == [], grave(page)
    asked.get_by_role("button", name="停用").click()
    expect(asked).to_have_count(0)
    heir = sit("zhouqiming")
    decide(heir, "报价审批")
