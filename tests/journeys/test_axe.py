"""axe-core on the pages that everybody meets: nothing serious, nothing critical, light and dark."""

import pytest
from playwright.sync_api import expect
from tests.journeys.hands import grave


def test_sign_in(sit):
    seat = sit(None)
    seat.go("/")
    expect(seat.page.get_by_label("账号")).to_be_visible()
    assert grave(seat.page) == []


@pytest.mark.parametrize(("dark", "language"), [(False, "zh"), (True, "en")])
def test_pages(sit, dark, language):
    seat = sit("boss", dark=dark, language=language)
    page = seat.page
    customer = seat.api.make(
        "crm.customer",
        name=f"无障碍{int(dark)}有限公司",
        industry="pharma",
        source="tender",
        level="A",
    )
    for stage in ("requirement", "invalid"):
        opportunity = seat.api.make("crm.opportunity", name=f"无障碍{stage}", customer=customer)
        if stage == "invalid":
            seat.api.change("crm.opportunity", opportunity, stage=stage, invalid_reason="no_need")
    pages = {
        "home": ("/", "h1"),
        "list": ("/f/crm.customer?view=all", "[role=gridcell]"),
        "record": (f"/f/crm.customer/r/{customer}", ".record-sheet h2"),
        "stages": (f"/f/crm.opportunity/r/{opportunity}", ".stage-way"),
        "new": ("/f/crm.opportunity?new=true", ".lines-field"),
        "kanban": ("/f/crm.opportunity?view=board", ".board-card"),
        "import": ("/f/crm.customer/import", "h1"),
        "bin": ("/f/crm.customer/bin", "h1"),
        "search": ("/search?q=无障碍", "mark"),
        "password": ("/password", "h1"),
    }
    if dark:  # the second look is for the colours and the other language
        pages = {
            name: pages[name] for name in ("home", "list", "record", "stages", "new", "kanban")
        }
    told: dict[str, list[str]] = {}
    for name, (path, ready) in pages.items():
        seat.go(path)
        page.locator(ready).first.wait_for()
        expect(page.locator(".bone")).to_have_count(0)
        seat.step(name)
        if found := grave(page):
            told[name] = found
    assert told == {}
