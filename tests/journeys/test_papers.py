"""Formatted text, signatures, files and groups, on a small app that has all of them."""

import io
import re

from PIL import Image
from playwright.sync_api import Page, expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import cell, grave, pane, save

SLIP = "paper.slip"
# What the editor draws for itself is not part of the text.
HELPERS = re.compile(r'<br class="ProseMirror-trailingBreak">')
WORD = (
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1."
    "<span>&nbsp;</span></span><b style='color:red'>第一条</b></p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2."
    "<span>&nbsp;</span></span>第二条</p><script>window.evil = 1</script>"
)


def bare(html: str) -> str:
    """Without what both sides write in an order of their own."""
    return html.replace(' rel="noopener noreferrer"', "")


def picture(color: str = "#2b7") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (640, 360), color).save(made, "PNG")
    return made.getvalue()


def upload(api, field: str, name: str) -> str:
    answer = api.http.post(
        f"/api/files?form={SLIP}&field={field}", files={"file": (name, picture(), "image/png")}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def press(page: Page, name: str) -> None:
    page.get_by_role("toolbar", name="格式").get_by_role("button", name=name, exact=True).click()


def test_what_the_toolbar_makes_is_what_the_server_keeps(sit):
    seat = sit("wanglin")
    page = seat.page
    id_ = seat.api.make(SLIP, name="富文本")
    seat.go(f"/f/{SLIP}/r/{id_}")
    text = page.get_by_role("textbox", name="验收说明")
    text.click()
    keys = page.keyboard
    for level in ("标题 1", "标题 2", "标题 3"):
        page.get_by_role("button", name="段落样式").click()
        page.get_by_role("menuitemradio", name=level).click()
        keys.type(level)
        keys.press("Enter")
    for mark in ("加粗", "斜体", "下划线", "删除线", "行内代码"):
        press(page, mark)
        keys.type(mark)
        press(page, mark)
        keys.type(" ")
    keys.press("Shift+Enter")
    keys.type("同段换行")
    keys.press("Enter")
    for block in ("项目符号", "编号", "引用"):
        press(page, block)
        keys.type(block)
        keys.press("Enter")
        keys.press("Enter")
    keys.type("见网站")
    keys.press("Shift+Home")
    press(page, "链接")
    page.get_by_label("链接地址").fill("www.example.com/a?b=1&c=2")
    keys.press("Enter")
    expect(text.locator("a")).to_have_text("见网站")
    expect(text).to_be_focused()
    keys.type("，见附件")
    keys.press("Enter")
    press(page, "代码块")
    keys.type("if a < b & c:")
    seat.step("written")
    drawn = HELPERS.sub("", text.inner_html())
    save(page)
    kept = seat.api.record(SLIP, id_)["report"]
    assert ">见网站</a>，见附件" in kept
    for tag in (
        "h1", "h2", "h3", "strong", "em", "u", "s", "code", "br", "ul", "ol", "li", "blockquote",
        "a", "pre", "p",
    ):  # fmt: skip
        assert f"<{tag}" in kept, tag
    assert bare(kept) == bare(drawn)
    assert grave(page) == []

    # Undo and clearing work on the text, not on the record.
    text.click()
    keys.press("Control+a")
    press(page, "清除格式")
    assert "<strong>" not in text.inner_html()
    press(page, "撤销")
    expect(text.locator("strong")).to_have_text("加粗")


def test_paste_from_word_is_cleaned_and_read_without_an_editor(sit):
    seat = sit("wanglin")
    page = seat.page
    id_ = seat.api.make(SLIP, name="粘贴")
    seat.go(f"/f/{SLIP}/r/{id_}")
    text = page.get_by_role("textbox", name="验收说明")
    text.click()
    page.evaluate(
        """html => navigator.clipboard.write([new ClipboardItem({
             "text/html": new Blob([html], { type: "text/html" }),
             "text/plain": new Blob(["x"], { type: "text/plain" }) })])""",
        WORD,
    )
    page.keyboard.press("Control+v")
    expect(text.locator("ol > li")).to_have_text(["第一条", "第二条"])
    save(page)
    kept = seat.api.record(SLIP, id_)["report"]
    assert "style" not in kept and "script" not in kept and "<strong>第一条</strong>" in kept
    assert page.evaluate("window.evil") is None
    # In the list it is one line of words; history says them too.
    seat.go(f"/f/{SLIP}?view=every")
    expect(page.get_by_role("gridcell").filter(has_text="第一条 第二条")).to_be_visible()


def test_an_input_method_writes_once(sit):
    seat = sit("wanglin")
    page = seat.page
    id_ = seat.api.make(SLIP, name="输入法")
    seat.go(f"/f/{SLIP}/r/{id_}")
    text = page.get_by_role("textbox", name="验收说明")
    text.click()
    hand = seat.context.new_cdp_session(page)
    for typed, word in (("ni hao", "你好"), ("shi jie", "世界")):
        for end in range(1, len(typed) + 1):
            at = {"selectionStart": end, "selectionEnd": end}
            hand.send("Input.imeSetComposition", {"text": typed[:end], **at})
        hand.send("Input.insertText", {"text": word})
    expect(text).to_have_text("你好世界")
    save(page)
    assert seat.api.record(SLIP, id_)["report"] == "<p>你好世界</p>"


def sign(page: Page, strokes: int) -> None:
    paper = page.locator(".sign-paper canvas")
    box = paper.bounding_box()
    assert box is not None
    for n in range(strokes):
        x, y = box["x"] + 40 + n * 70, box["y"] + 40
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(8):
            page.mouse.move(x + step * 6, y + (step % 3) * 24)
        page.mouse.up()


def test_a_signature_is_drawn_kept_and_told_of(sit):
    seat = sit("wanglin")
    page = seat.page
    id_ = seat.api.make(SLIP, name="签名")
    seat.go(f"/f/{SLIP}/r/{id_}")
    page.get_by_role("button", name="客户签名 点击签名").click()
    done = page.get_by_role("button", name="完成签名")
    expect(done).to_be_disabled()
    sign(page, 2)
    page.get_by_role("button", name="撤销一笔").click()
    expect(done).to_be_enabled()
    page.keyboard.press("Control+z")
    expect(done).to_be_disabled()
    sign(page, 3)
    seat.step("drawn")
    assert grave(page) == []
    done.click()
    expect(page.locator(".signed img")).to_be_visible()
    save(page)
    (first,) = seat.api.record(SLIP, id_)["signed"]
    assert first["type"] == "image/png" and first["thumb"]

    # A picture of a signature does as well, and history shows both.
    page.locator(".sign-field input[type=file]").set_input_files(
        {"name": "扫描.png", "mimeType": "image/png", "buffer": picture("#111")}
    )
    save(page)
    (second,) = seat.api.record(SLIP, id_)["signed"]
    assert second["id"] != first["id"]
    page.get_by_role("button", name="历史").click()
    change = page.locator(".history-changes li").filter(has_text="客户签名").first
    expect(change.locator("img")).to_have_count(2)
    for picture_ in change.locator("img").all():
        assert picture_.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    seat.step("history")
    seat.go(f"/f/{SLIP}?view=every")
    expect(page.locator(".signed-small img").first).to_be_visible()


def test_a_half_drawn_signature_is_not_lost_unasked(sit):
    seat = sit("wanglin")
    page = seat.page
    id_ = seat.api.make(SLIP, name="半个签名")
    seat.go(f"/f/{SLIP}/r/{id_}")
    start = page.get_by_role("button", name="客户签名 点击签名")
    paper = page.locator(".sign-paper canvas")
    box = page.get_by_role("dialog", name="客户签名")
    question = page.get_by_role("dialog", name="签名还没有完成")
    # An empty paper is left without a word.
    start.click()
    page.keyboard.press("Escape")
    expect(paper).to_have_count(0)
    start.click()
    sign(page, 2)
    # However often Escape is pressed: asked, stayed, asked again, nothing lost.
    for _ in range(3):
        page.keyboard.press("Escape")
        expect(question).to_be_visible()
        page.keyboard.press("Escape")
        expect(question).to_have_count(0)
        expect(paper).to_be_visible()
    box.get_by_role("button", name="取消").click()
    seat.step("asked")
    assert grave(page) == []
    question.get_by_role("button", name="继续编辑").click()
    expect(page.get_by_role("button", name="完成签名")).to_be_enabled()
    box.get_by_role("button", name="取消").click()
    question.get_by_role("button", name="放弃修改").click()
    expect(paper).to_have_count(0)


def test_a_phone_is_signed_on_from_edge_to_edge(sit):
    seat = sit("wanglin", PHONE)
    page = seat.page
    seat.go(f"/f/{SLIP}?new=true")
    pane(page).get_by_label("名称", exact=True).fill("手机签名")
    page.get_by_role("button", name="客户签名 点击签名").click()
    box = page.locator(".sign-paper canvas").bounding_box()
    assert box is not None and box["x"] == 0 and box["width"] == PHONE["width"]
    sign(page, 3)
    seat.step("paper")
    page.get_by_role("button", name="完成签名").click()
    # Seen before the record is saved for the first time.
    shown = page.locator(".signed img")
    assert shown.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    save(page)


def test_pictures_are_looked_at_one_after_the_other(sit):
    seat = sit("wanglin")
    page = seat.page
    photos = [upload(seat.api, "photos", f"现场{n}.png") for n in range(3)]
    id_ = seat.api.make(SLIP, name="照片", photos=photos)
    seat.go(f"/f/{SLIP}/r/{id_}")
    page.get_by_role("button", name="文件", exact=True).click()
    page.locator(".thumb[title='现场1.png']").click()
    box = page.get_by_role("dialog", name="现场1.png")
    expect(box).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="现场2.png")).to_contain_text("3 / 3")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="现场0.png")).to_be_visible()
    page.get_by_role("button", name="上一张").click()
    assert grave(page) == []
    seat.step("lightbox")
    with page.expect_download() as loaded:
        page.get_by_role("link", name="下载 现场2.png").click()
    assert loaded.value.suggested_filename == "现场2.png"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="列表", exact=True).click()
    expect(page.locator(".files-panel .file")).to_have_count(3)


def test_what_is_too_large_for_a_cell_gets_a_box(sit):
    seat = sit("wanglin")
    page = seat.page
    id_ = seat.api.make(SLIP, name="大格子", lines=[{"item": "甲"}])
    where = f'{{"field":"id","op":"is","value":"{id_}"}}'
    seat.go(f"/f/{SLIP}?view=every&where={where}")
    cell(page, 0, "验收说明").click()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name="验收说明")
    box.get_by_role("textbox", name="验收说明").click()
    page.keyboard.type("在列表里写")
    box.get_by_role("button", name="完成").click()
    expect(cell(page, 0, "验收说明")).to_have_text("在列表里写")
    # In the rows of a record too.
    seat.go(f"/f/{SLIP}/r/{id_}")
    sheet = page.locator(".record-sheet")
    # The editor above comes late and moves what is below it.
    expect(sheet.get_by_role("textbox", name="验收说明")).to_be_visible()
    box = page.get_by_role("dialog", name="凭证")
    for _ in range(5):
        cell(page, 0, "凭证", within=sheet).click()
        page.keyboard.press("Enter")
        try:
            expect(box).to_be_visible(timeout=3000)
            break
        except AssertionError:
            continue
    box.locator("input[type=file]").set_input_files(
        {"name": "凭证.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(box.get_by_role("button", name="凭证.png", exact=True)).to_be_visible()
    assert grave(page) == []
    box.get_by_role("button", name="完成").click()
    save(page)
    (line,) = seat.api.record(SLIP, id_)["lines"]
    assert [one["name"] for one in line["proof"]] == ["凭证.png"]
    assert seat.api.record(SLIP, id_)["report"] == "<p>在列表里写</p>"


def test_history_says_that_rows_were_moved(sit):
    seat = sit("wanglin")
    id_ = seat.api.make(SLIP, name="明细顺序", lines=[{"item": "甲"}, {"item": "乙"}])
    first, second = [one["id"] for one in seat.api.record(SLIP, id_)["lines"]]
    seat.api.change(SLIP, id_, lines=[{"id": second}, {"id": first}])
    seat.go(f"/f/{SLIP}/r/{id_}")
    seat.page.get_by_role("button", name="历史").click()
    expect(seat.page.get_by_text("调整了行的顺序")).to_be_visible()


def test_a_list_in_two_levels(sit):
    seat = sit("shenjiayi")
    page = seat.page
    for n, (kind, place) in enumerate(
        [("goods", "lab"), ("goods", "lab"), ("goods", "plant"), ("work", "lab")]
    ):
        seat.api.make(
            SLIP, name=f"两级{n}", kind=kind, place=place, amount=str(100 * (n + 1)), days="2"
        )
    where = '{"field":"name","op":"starts_with","value":"两级"}'
    seat.go(f"/f/{SLIP}?view=every&where={where}")
    page.get_by_role("button", name="分组").click()
    for label, option in (("添加分组字段", "类型"), ("再按另一字段分组", "地点")):
        page.get_by_role("combobox", name=label).click()
        page.locator(".ant-select-dropdown:visible").get_by_title(option).click()
    page.keyboard.press("Escape")
    heads = page.locator(".grid-group")
    expect(heads).to_have_count(5)
    expect(heads.nth(0)).to_contain_text("到货")
    expect(heads.nth(0)).to_contain_text("3 条")
    expect(heads.nth(0)).to_contain_text("600")
    expect(heads.nth(0)).to_contain_text("用时(天) 平均2.0")
    expect(heads.nth(1)).to_contain_text("实验室")
    expect(heads.nth(1)).to_contain_text("2 条")
    expect(heads.nth(1)).to_contain_text("300")
    expect(heads.nth(3)).to_contain_text("安装")
    seat.step("levels")
    # A closed group stays closed on this view.
    heads.nth(0).get_by_role("button").click()
    expect(heads).to_have_count(3)
    page.reload()
    expect(heads).to_have_count(3)
    heads.nth(0).get_by_role("button").click()
    expect(heads).to_have_count(5)
    # The view keeps both levels.
    page.get_by_role("button", name="另存为新视图").first.click()
    page.get_by_role("dialog").get_by_label("视图名称").fill("两级视图")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_role("tab", name="两级视图")).to_have_attribute("aria-selected", "true")
    expect(heads).to_have_count(5)
    views = seat.api.http.get(f"/api/forms/{SLIP}").json()["views"]
    assert next(one for one in views if one["label"] == "两级视图")["group"] == ["kind", "place"]


def test_cards_on_a_phone_stand_under_the_heads_of_their_groups(sit):
    seat = sit("shenjiayi", PHONE)
    page = seat.page
    for n, (kind, place) in enumerate([("goods", "lab"), ("work", "lab"), ("goods", "plant")]):
        seat.api.make(SLIP, name=f"手机组{n}", kind=kind, place=place, amount=str(100 * (n + 1)))
    body = {
        "label": "手机分组", "columns": [{"path": one} for one in ("name", "kind", "amount")], "group": ["kind", "place"],
        "where": {"field": "name", "op": "starts_with", "value": "手机组"},
    }  # fmt: skip
    made = seat.api.http.post(f"/api/forms/{SLIP}/views", json=body)
    assert made.status_code == 200, made.text
    seat.go(f"/f/{SLIP}?view={made.json()['id']}")
    heads, cards = page.locator(".list-cards-group"), page.locator(".list-card")
    expect(heads).to_have_count(5)
    expect(cards).to_have_count(3)
    expect(heads.nth(0)).to_contain_text("到货")
    expect(heads.nth(0)).to_contain_text("2 条")
    expect(heads.nth(1)).to_contain_text("实验室")
    expect(heads.nth(3)).to_contain_text("安装")
    # Each card below its own head.
    told = page.locator(".list-cards > *").all_inner_texts()
    order = [one for text in told for one in ("到货", "安装", "手机组") if text.startswith(one)]
    assert order == ["到货", "手机组", "手机组", "安装", "手机组"]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    assert grave(page) == []
    seat.step("groups")
    heads.nth(0).get_by_role("button").click()
    expect(heads).to_have_count(3)
    expect(cards).to_have_count(1)
    cards.get_by_role("button").first.click()
    expect(pane(page).get_by_label("名称", exact=True)).to_have_value("手机组1")


def test_nothing_of_mine_leads_to_what_there_is(sit):
    seller = sit("wanglin")
    seller.api.make(SLIP, name="别人的一份")
    seat = sit("boss")
    page = seat.page
    seat.go(f"/f/{SLIP}?view=mine")
    expect(page.get_by_role("heading", name="没有与您有关的验收单")).to_be_visible()
    assert grave(page) == []
    seat.step("mine")
    page.get_by_role("button", name="查看全部").click()
    expect(page.locator("#main")).to_contain_text("别人的一份")
    # Next time the list opens where one was.
    page.get_by_role("tab", name="全部验收单").click()
    seat.go("/")
    seat.go(f"/f/{SLIP}")
    expect(page.get_by_role("tab", name="全部验收单")).to_have_attribute("aria-selected", "true")
    assert "view=every" in page.url
