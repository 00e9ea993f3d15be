"""axe-core on the pages that everybody meets: nothing serious, nothing critical, light and dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] });
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""


def grave(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(RUN)


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
        more = {"invalid_reason": "no_need"} if stage == "invalid" else {}
        seat.api.make(
            "crm.opportunity", name=f"无障碍{stage}", customer=customer, stage=stage, **more
        )
    pages = {
        "home": ("/", "h1"),
        "list": ("/f/crm.customer?view=all", "[role=gridcell]"),
        "record": (f"/f/crm.customer/r/{customer}", ".record-sheet h2"),
        "new": ("/f/crm.opportunity?new=true", ".lines-field"),
        "kanban": ("/f/crm.opportunity?view=board", ".board-card"),
        "import": ("/f/crm.customer/import", "h1"),
        "bin": ("/f/crm.customer/bin", "h1"),
        "search": ("/search?q=无障碍", "mark"),
        "password": ("/password", "h1"),
    }
    told: dict[str, list[str]] = {}
    for name, (path, ready) in pages.items():
        seat.go(path)
        page.locator(ready).first.wait_for()
        page.wait_for_load_state("networkidle")
        seat.step(name)
        if found := grave(page):
            told[name] = found
    assert told == {}
