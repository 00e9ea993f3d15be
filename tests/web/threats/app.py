"""The house of the threat table: employees with a salary that is hidden, seen by their owners."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from tests.web.conftest import OURS, PASSWORD, Site

from tombolo.access import keys
from tombolo.base import clock, codec

S = "8675309"  # what Bob earns
N = "Zq7Nebelkrähe"  # what stands in Bob's note
YEARLY = "104103708"
CV = b"%PDF-1.4 Bob " + N.encode()
MARKS = (S, N, YEARLY, "8,675,309", "Bobs Zeile")
EMP = "/api/forms/hr.emp"
COOKIE = "tombolo_session"
APP = """
hr/app: {app: hr, label: {zh: 人事, en: HR}, nav: [emp, dept]}
hr/forms/dept:
  label: {zh: 部门, en: Dept}
  title: "{name}"
  fields:
    name: {kind: text, label: 名称}
    total: {kind: formula, label: 合计, is: SUM(emps.salary)}
    heads: {kind: formula, label: 人数, is: COUNT(emps)}
    heads_now: {kind: formula, label: 现有人数, is: "COUNTIFS(emps, emps.created_at <= NOW())"}
hr/forms/emp:
  label: {zh: 员工, en: Employee}
  title: "{name}"
  fields:
    name: {kind: text, label: 姓名}
    dept: {kind: link, label: 部门, to: hr.dept, inverse: emps}
    salary: {kind: money, label: 薪资}
    yearly: {kind: formula, label: 年薪, is: salary * 12}
    rich: {kind: formula, label: 高薪, is: yearly > 100}
    dept_total: {kind: lookup, label: 部门合计, path: dept.total}
    note: {kind: rich_text, label: 备注}
    cv: {kind: files, label: 简历}
    site: {kind: url, label: 主页}
    step:
      kind: stage
      label: 进展
      stages: {trial: {label: 试用, tasks: {talk: {label: 面谈, mandatory: false}}}, staff: 转正}
    parts:
      kind: lines
      label: 奖金
      fields:
        what: {kind: text, label: 事由}
        bonus: {kind: money, label: 金额}
    bonus: {kind: formula, label: 奖金合计, is: SUM(parts.bonus)}
  views:
    top: {label: 高薪榜, where: "salary > 100", columns: [name, salary], sort: [-salary]}
hr/balances/paid:
  label: {zh: 部门账, en: Paid}
  keys: {dept: hr.dept}
  measures: {heads: {label: 人数}, total: {label: 薪额, format: money}}
  from: {form: emp, keys: {dept: dept}, add: {heads: "1", total: salary}}
hr/grants/staff:
  who: [role(staff)]
  forms:
    emp: {may: [read, create, update, delete, export, import], rows: "owner = ME()", hide: [salary, parts.bonus]}
    dept: {may: [read]}
  balances:
    paid: {may: [read, export], hide: [total]}
"""


@dataclass
class House:
    """The site, what Bob left in it, and everybody's browser."""

    site: Site
    ids: dict[str, str]
    browsers: dict[str, httpx.AsyncClient]


def record(who: str, dept: str, **more: Any) -> dict[str, Any]:
    return {"records": [{"set": {"name": f"{who}的员工", "dept": dept, **more}}]}


async def made(browser: httpx.AsyncClient, url: str, **more: Any) -> Any:
    answer = await browser.post(url, **more)
    assert answer.status_code == 200, (url, answer.text)
    return answer.json()


async def query(browser, **ask):
    return await browser.post(f"{EMP}/query", json={"columns": ["name"], **ask})


def codes(answer) -> list[str]:
    return [one["code"] for one in answer.json()["problems"]]


async def furnish(site: Site) -> House:
    """Everything of which Bob is the owner, one of each kind."""
    await site.world.apply(APP)
    for login in ("alice", "bob"):
        await site.person(login, roles=["staff"])
    await site.person("nobody")
    ann, bob, alice = await site.as_("ann_"), await site.as_("bob"), await site.as_("alice")
    ids: dict[str, str] = {"member": str(site.world.people["bob"].id)}
    (ids["dept"],) = (
        await made(ann, "/api/forms/hr.dept/records", json={"records": [{"set": {"name": "共"}}]})
    )["ids"]
    sent = await made(
        bob,
        "/api/files?form=hr.emp&field=cv",
        files={"file": ("cv.pdf", CV, "application/pdf")},
    )
    ids["file"] = sent["id"]
    for key in ("emp", "gone", "gone2"):
        (ids[key],) = (
            await made(
                bob,
                "/api/forms/hr.emp/records",
                json=record("bob", ids["dept"], note=f"<p>{N}</p>", cv=[sent["id"]]),
            )
        )["ids"]
    line = await ann.patch(
        "/api/forms/hr.emp/records",
        json={
            "records": [
                {
                    "id": ids["emp"],
                    "set": {"salary": S, "name": "Bobs Zeile", "parts": [{"bonus": S}]},
                }
            ]
        },
    )
    assert line.status_code == 200, line.text
    await made(bob, "/api/forms/hr.emp/delete", json={"ids": [ids["gone"], ids["gone2"]]})
    async with site.world.pool.read() as tx:
        ids["paid"] = str(await tx.value("select id from hr_paid"))
    (ids["mine"],) = (
        await made(alice, "/api/forms/hr.emp/records", json=record("alice", ids["dept"]))
    )["ids"]
    url = f"/api/forms/hr.emp/records/{ids['emp']}"
    stages = (await bob.get(f"{url}/stages")).json()["fields"][0]["stages"]
    ids["task"] = stages[0]["tasks"][0]["id"]
    ids["comment"] = (await made(bob, f"{url}/comments", json={"text": N}))["id"]
    view = {"label": "Bobs", "kind": "table", "columns": [{"path": "name"}]}
    ids["view"] = (await made(bob, "/api/forms/hr.emp/views", json=view))["id"]
    sheet = await made(bob, "/api/sheets?form=hr.emp", files={"file": ("b.csv", b"name\nx\n")})
    ids["sheet"] = sheet["id"]
    ids["job"] = (
        await made(
            bob,
            "/api/forms/hr.emp/import",
            json={"sheet_file": sheet["id"], "mapping": [{"column": 0, "path": "name"}]},
        )
    )["job"]
    async with site.world.pool.write() as tx:  # as a worker would leave it
        report = {"done": 1, "total": 1, "result": {"problems": [], "report": ids["file"]}}
        await tx.run(
            "update sys_job set progress = $2::jsonb where id = $1", ids["job"], codec.text(report)
        )
    (session,) = (await bob.get("/api/sessions")).json()["sessions"]
    ids["session"] = session["id"]
    wanted = {"name": "bot", "scopes": ["read"], "days": 1, "password": PASSWORD}
    ids["key"] = (await made(bob, "/api/keys", json=wanted))["key"]["id"]
    sub = await made(ann, "/api/departments", json={"name": "空部门"})
    ids["department"] = sub["department"]["id"]
    return House(site, ids, {})


async def browsers(house: House) -> dict[str, httpx.AsyncClient]:
    """Everybody who may come: signed in anew, so that one who signs out takes nobody along."""
    site, made_ = house.site, dict[str, httpx.AsyncClient]()
    for login in ("nobody", "alice", "bob", "ann_"):
        site.browsers.pop(login, None)
        made_[login] = await site.as_(login)
        site.browsers.pop(login, None)
    made_["anon"] = site.browser()
    stale = await site.as_("alice")
    token = stale.cookies["tombolo_session"]
    await stale.delete("/api/session")
    site.browsers.pop("alice", None)
    made_["stale"] = site.browser()
    made_["stale"].cookies["tombolo_session"] = token
    now = clock.now()
    async with site.world.pool.write() as tx:
        _, key = await keys.create(
            tx, site.world.people["alice"].id, "bot", ("read",),
            expires_at=now + timedelta(days=1), now=now,
        )  # fmt: skip
    made_["key"] = site.browser()
    made_["key"].headers = httpx.Headers({**OURS, "Authorization": f"Bearer {key}"})
    house.browsers = made_
    return made_
