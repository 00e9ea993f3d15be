"""The organisation over HTTP: administrators only, one-time passwords, immediate effect."""

from tests.web.conftest import OURS


async def test_only_administrators_see_and_change_the_organisation(site):
    li = await site.as_("li")
    for method, road in (
        ("GET", "/api/organisation"),
        ("POST", "/api/members"),
        ("POST", "/api/departments"),
    ):
        assert (
            await li.request(method, road, json={} if method == "POST" else None)
        ).status_code == 403


async def test_a_new_colleague_signs_in_with_the_password_shown_once(site):
    boss = await site.as_("boss")
    place = (await boss.post("/api/departments", json={"name": "华东组"})).json()["department"][
        "id"
    ]
    made = await boss.post(
        "/api/members",
        json={"name": "新人", "login": "xin", "roles": ["sales"], "department": place},
    )
    assert made.status_code == 200, made.text
    body = made.json()
    async with site.browser() as browser:
        me = await browser.post(
            "/api/session", json={"login": "xin", "password": body["password"]}, headers=OURS
        )
        assert me.status_code == 200
        refused = await browser.post("/api/forms/shop.customer/query", json={"columns": ["name"]})
        assert refused.json()["code"] == "auth.must_change"
        done = await browser.patch(
            "/api/session", json={"old_password": body["password"], "password": "another-horse-8"}
        )
        assert done.status_code == 200, done.text
        assert (
            await browser.post("/api/forms/shop.customer/query", json={"columns": ["name"]})
        ).status_code == 200
        off = await boss.patch(f"/api/members/{body['member']['id']}", json={"active": False})
        assert off.json()["member"]["active"] is False
        assert (await browser.get("/api/session")).status_code == 401


async def test_departments_form_a_tree_without_circles(site):
    boss = await site.as_("boss")
    top = (await boss.post("/api/departments", json={"name": "销售部"})).json()["department"]["id"]
    below = (await boss.post("/api/departments", json={"name": "一组", "parent": top})).json()[
        "department"
    ]["id"]
    assert (await boss.patch(f"/api/departments/{top}", json={"parent": below})).status_code == 422
    assert (await boss.delete(f"/api/departments/{top}")).status_code == 409
    assert (await boss.patch(f"/api/departments/{below}", json={"name": "二组"})).json()[
        "department"
    ]["name"] == "二组"
    assert (await boss.delete(f"/api/departments/{below}")).status_code == 200
    names = {one["name"] for one in (await boss.get("/api/organisation")).json()["departments"]}
    assert "销售部" in names and "二组" not in names


async def test_wrong_people_are_refused_in_words(site):
    boss = await site.as_("boss")
    for body, status in (
        ({"name": "", "login": "a"}, 422),
        ({"name": "重", "login": "li"}, 409),
        ({"name": "无", "login": "b", "roles": ["nothing"]}, 422),
        ({"name": "无", "login": "c", "roles": "sales"}, 422),
        ({"name": "无", "login": "d e"}, 422),
        ({"name": 5, "login": "f"}, 422),
    ):
        answer = await boss.post("/api/members", json=body)
        assert answer.status_code == status, (body, answer.text)
    boss_id = str(site.world.people["boss"].id)
    ann = str(site.world.people["ann"].id)
    assert (await boss.patch(f"/api/members/{ann}", json={"is_admin": False})).status_code == 200
    assert (
        await boss.patch(f"/api/members/{boss_id}", json={"is_admin": False})
    ).status_code == 409
    assert (await boss.patch(f"/api/members/{ann}", json={"is_admin": True})).status_code == 200


async def test_sisters_stand_in_the_order_one_gives_them(site):
    boss = await site.as_("boss")

    async def add(name, parent):
        body = {"name": name, "parent": parent}
        return (await boss.post("/api/departments", json=body)).json()["department"]["id"]

    async def under(parent):
        house = (await boss.get("/api/organisation")).json()["departments"]
        found = [one for one in house if one["parent"] == parent]
        return [one["name"] for one in sorted(found, key=lambda one: one["position"])]

    top = await add("排序部", None)
    a, b, c = [await add(name, top) for name in ("丙组", "乙组", "甲组")]
    assert await under(top) == ["丙组", "乙组", "甲组"]  # as they came
    order = {"parent": top, "ids": [c, a, b]}
    assert (await boss.post("/api/departments/order", json=order)).status_code == 200
    assert await under(top) == ["甲组", "丙组", "乙组"]
    # A sister who is missing, strange or twice: nothing moves.
    for ids in ([c, a], [c, a, b, top], [c, a, a]):
        answer = await boss.post("/api/departments/order", json={"parent": top, "ids": ids})
        assert answer.status_code == 409, answer.text
    assert await under(top) == ["甲组", "丙组", "乙组"]
    # Renaming leaves everybody where they stand.
    await boss.patch(f"/api/departments/{a}", json={"name": "丙组二"})
    assert await under(top) == ["甲组", "丙组二", "乙组"]
    li = await site.as_("li")
    assert (await li.post("/api/departments/order", json=order)).status_code == 403


async def test_of_two_administrators_each_keeps_what_the_other_left_alone(site):
    boss = await site.as_("boss")
    made = (await boss.post("/api/members", json={"name": "两改", "login": "two"})).json()["member"]
    road = f"/api/members/{made['id']}"
    seen = {"name": "两改", "email": None, "roles": []}
    first = await boss.patch(road, json={"email": "a@b.example", "was": {"email": seen["email"]}})
    assert first.status_code == 200, first.text
    # The second one saw neither e-mail nor role, and touches the roles only.
    second = await boss.patch(road, json={"roles": ["sales"], "was": {"roles": seen["roles"]}})
    assert second.json()["member"]["email"] == "a@b.example"
    # The same field: not before one has seen what it is now.
    clash = await boss.patch(road, json={"email": "c@d.example", "was": {"email": seen["email"]}})
    assert clash.status_code == 409
    assert [one["place"] for one in clash.json()["problems"]] == ["email"]
    assert "a@b.example" in clash.json()["problems"][0]["message"]
    again = await boss.patch(road, json={"email": "c@d.example", "was": {"email": "a@b.example"}})
    assert again.json()["member"]["email"] == "c@d.example"
    # Both wanted the same: nothing to quarrel about.
    same = await boss.patch(road, json={"email": "c@d.example", "was": {"email": None}})
    assert same.status_code == 200


async def test_of_two_administrators_a_department_keeps_what_the_other_left_alone(site):
    boss = await site.as_("boss")

    async def add(name, **more):
        made = await boss.post("/api/departments", json={"name": name, **more})
        return made.json()["department"]["id"]

    top, other = await add("甲管"), await add("乙管")
    road = f"/api/departments/{await add('两改部', parent=top)}"
    me = (await boss.get("/api/session")).json()["member"]
    first = await boss.patch(road, json={"head": me["id"], "was": {"head": None}})
    assert first.status_code == 200, first.text
    second = await boss.patch(road, json={"name": "改了名", "was": {"name": "两改部"}})
    assert second.json()["department"]["head"] == me["id"]
    # The same again: told at its field, by its name, and nothing of it is kept.
    for set_, was, said in (
        ({"name": "又一名"}, {"name": "两改部"}, "改了名"),
        ({"head": None, "name": "又一名"}, {"head": other, "name": "改了名"}, me["name"]),
        ({"parent": other}, {"parent": None}, "甲管"),
    ):
        clash = await boss.patch(road, json={**set_, "was": was})
        assert clash.status_code == 409, clash.text
        assert clash.json()["code"] == "auth.department_changed"
        (problem,) = clash.json()["problems"]
        assert problem["place"] == next(iter(set_)) and said in problem["message"]
    again = await boss.patch(road, json={"parent": other, "was": {"parent": top}})
    assert (
        again.json()["department"] | {"parent": other, "name": "改了名"}
        == again.json()["department"]
    )
    # Both wanted the same; and who says nothing of what was, changes it.
    assert (await boss.patch(road, json={"parent": other, "was": {"parent": top}})).is_success
    assert (await boss.patch(road, json={"parent": None})).json()["department"]["parent"] is None


async def test_a_login_that_is_taken_is_said_at_its_field(site):
    boss = await site.as_("boss")
    answer = await boss.post("/api/members", json={"name": "又一个", "login": "BOSS"})
    told = answer.json()
    assert (answer.status_code, told["code"], told["place"]) == (409, "auth.login_taken", "login")
    assert [(one["code"], one["place"]) for one in told["problems"]] == [
        ("auth.login_taken", "login")
    ]
