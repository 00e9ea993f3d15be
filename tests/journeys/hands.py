"""What hands do on these pages, by the words a person reads."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] });
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""


def pick(page: Page, field: Locator, typed: str, option: str) -> None:
    """Choose in a select: open, type, take the option."""
    field.focus()
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    if typed:
        page.keyboard.type(typed)
    shown = page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text=option)
    shown.first.click()


def pane(page: Page) -> Locator:
    """The record beside the list, the one in front."""
    return page.locator(".record-sheet").last


def save(page: Page) -> None:
    """Save, and wait until nothing is left to be saved."""
    sheet = pane(page)
    sheet.get_by_role("button", name="保存").click()
    expect(sheet.get_by_role("button", name="保存")).to_have_count(0)


def cell(page: Page, row: int, title: str, *, within: Locator | None = None) -> Locator:
    """A cell of the grid by the number of its row (from 0) and the title of its column."""
    place = within or page.locator("#main")
    heads = place.get_by_role("columnheader")
    head = heads.filter(has=page.get_by_text(title, exact=True)).first
    column = int(head.get_attribute("aria-colindex") or 0) - 2
    return place.locator(f"[role=gridcell][data-r='{row}'][data-c='{column}']")


def row_of(page: Page, text: str) -> int:
    """The number of the row in which a text stands."""
    found = page.locator("#main [role=gridcell]", has_text=text).first
    return int(found.get_attribute("data-r") or -1)


def paste(page: Page, text: str) -> None:
    """A real block on the clipboard, a real Ctrl-V."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def grave(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the page as it stands."""
    page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(RUN)
