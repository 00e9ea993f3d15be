"""Departments in their order, two administrators at once, people found from anywhere."""

from playwright.sync_api import expect
from tests.journeys.hands import grave


def test_departments_are_put_in_order_by_keys_and_by_hand(sit):
    seat = sit("boss")
    page = seat.page
    top = seat.api.http.post("/api/departments", json={"name": "排队部"}).json()["department"]["id"]
    for name in ("甲队", "乙队", "丙队"):
        seat.api.http.post("/api/departments", json={"name": name, "parent": top})

    def order() -> list[str]:
        house = seat.api.http.get("/api/organisation").json()["departments"]
        found = sorted((one["position"], one["name"]) for one in house if one["parent"] == top)
        return [name for _, name in found]

    seat.go("/people")
    tree = page.get_by_role("navigation", name="部门")
    grip = tree.get_by_role("button", name="移动 甲队")
    grip.focus()
    with page.expect_response("**/api/departments/order"):
        page.keyboard.press("ArrowDown")
    assert order() == ["乙队", "甲队", "丙队"]
    expect(grip).to_be_focused()
    assert grave(page) == []

    # By hand: 丙队 to the top of its sisters.
    tree.get_by_text("丙队").hover()
    start = tree.get_by_role("button", name="移动 丙队").bounding_box()
    goal = tree.get_by_role("button", name="移动 乙队").bounding_box()
    assert start and goal
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"], steps=4)
    page.mouse.move(goal["x"] + 8, goal["y"] + 2, steps=8)
    with page.expect_response("**/api/departments/order"):
        page.mouse.up()
    assert order() == ["丙队", "乙队", "甲队"]
    seat.step("ordered")


def test_two_administrators_on_one_person(sit):
    seat = sit("boss")
    page = seat.page
    made = seat.api.http.post("/api/members", json={"name": "同改", "login": "tonggai"}).json()
    id_ = made["member"]["id"]

    def other(**change):
        assert seat.api.http.patch(f"/api/members/{id_}", json=change).status_code == 200

    def now():
        members = seat.api.http.get("/api/organisation").json()["members"]
        return next(one for one in members if one["id"] == id_)

    seat.go(f"/people?person={id_}")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("姓名")).to_have_value("同改")
    other(email="other@tombolo.example")
    drawer.get_by_label("姓名").fill("同改二")
    drawer.get_by_role("button", name="保存").click()
    expect(drawer).to_have_count(0)
    assert (now()["name"], now()["email"]) == ("同改二", "other@tombolo.example")

    # The same field: told what it is now; saving again keeps what stands here.
    seat.expect_refusal("409 PATCH .*/api/members/")
    seat.go(f"/people?person={id_}")
    expect(drawer.get_by_label("姓名")).to_have_value("同改二")
    other(name="别人改的")
    drawer.get_by_label("姓名").fill("我改的")
    drawer.get_by_role("button", name="保存").click()
    expect(drawer.get_by_text("其他管理员刚改为「别人改的」")).to_be_visible()
    seat.step("clash")
    assert now()["name"] == "别人改的"
    drawer.get_by_role("button", name="保存").click()
    expect(drawer).to_have_count(0)
    assert now()["name"] == "我改的"


def test_two_administrators_on_one_department(sit):
    seat = sit("boss")
    page = seat.page
    http = seat.api.http
    id_ = http.post("/api/departments", json={"name": "同改部"}).json()["department"]["id"]

    def other(**change):
        assert http.patch(f"/api/departments/{id_}", json=change).status_code == 200

    def now():
        every = http.get("/api/organisation").json()["departments"]
        return next(one for one in every if one["id"] == id_)

    def box(name: str):
        page.get_by_role("button", name=f"「{name}」的操作").click()
        page.get_by_role("menuitem", name="编辑部门").click()
        found = page.get_by_role("dialog")
        expect(found.get_by_label("部门名称")).to_have_value(name)
        return found

    seat.expect_refusal("409 PATCH .*/api/departments/")
    seat.go("/people")
    found = box("同改部")
    other(name="别人改的部")
    found.get_by_label("部门名称").fill("我改的部")
    found.get_by_role("button", name="保存").click()
    expect(found.get_by_text("其他管理员刚改为「别人改的部」")).to_be_visible()
    seat.step("department-clash")
    assert now()["name"] == "别人改的部"
    found.get_by_role("button", name="保存").click()
    expect(found).to_have_count(0)
    assert now()["name"] == "我改的部"


def test_a_colleague_by_the_first_letters(sit):
    seat = sit("boss")
    page = seat.page
    seat.go("/f/crm.customer?view=all")
    expect(page.locator("#main").get_by_role("heading", name="客户", exact=True)).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="输入表单").fill("sjy")
    box = page.get_by_role("listbox")
    expect(box.get_by_role("option").filter(has_text="沈佳怡负责的客户")).to_be_visible()
    seat.step("palette")
    box.get_by_role("option").filter(has_text="沈佳怡负责的客户").click()
    expect(page.get_by_text("负责人 等于 沈佳怡")).to_be_visible()
    assert "owner" in page.url
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="输入表单").fill("sjy")
    box.get_by_role("option").filter(has_text="组织架构").click()
    expect(page.get_by_role("dialog").get_by_label("姓名")).to_have_value("沈佳怡")
