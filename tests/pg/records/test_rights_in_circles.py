"""Two forms that read each other: what is hidden stays hidden, whichever is asked for first."""

import itertools

import pytest_asyncio
from tests.world import World, world

from tombolo.access.grant import grants_for
from tombolo.access.policy import policies_of

APP = """
ring/app: {app: ring, label: 环, nav: [emp, dept, firm]}
ring/forms/firm:
  label: 公司
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    total: {kind: formula, label: 合计, is: SUM(depts.total)}
ring/forms/dept:
  label: 部门
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    firm: {kind: link, label: 公司, to: ring.firm, inverse: depts}
    total: {kind: formula, label: 合计, is: SUM(emps.salary)}
    most: {kind: formula, label: 最大奖, is: SUM(emps.bonus)}
    heads: {kind: formula, label: 人数, is: COUNT(emps)}
ring/forms/emp:
  label: 员工
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    dept: {kind: link, label: 部门, to: ring.dept, inverse: emps}
    salary: {kind: money, label: 薪}
    dept_total: {kind: lookup, label: 部门合计, path: dept.total}
    firm_total: {kind: lookup, label: 公司合计, path: dept.firm.total}
    share: {kind: formula, label: 占比, is: "dept.total / 2"}
    dept_heads: {kind: lookup, label: 部门人数, path: dept.heads}
    parts: {kind: lines, label: 奖, fields: {bonus: {kind: money, label: 额}, pay: {kind: formula, label: 付, is: "record.salary * 1"}, team: {kind: formula, label: 队, is: "record.dept.total * 1"}}}
    bonus: {kind: formula, label: 奖合计, is: SUM(parts.bonus)}
ring/grants/all:
  who: [everyone]
  forms:
    emp: {may: [read], hide: [salary, parts.bonus]}
    dept: {may: [read]}
    firm: {may: [read]}
"""
HIDDEN = {
    "ring.emp": {
        "salary",
        "dept_total",
        "firm_total",
        "share",
        "bonus",
        "parts.bonus",
        "parts.pay",
        "parts.team",
    },
    "ring.dept": {"total", "most"},
    "ring.firm": {"total"},
}
SEEN = {"ring.emp": {"name", "dept", "dept_heads"}, "ring.dept": {"heads"}, "ring.firm": {"name"}}


@pytest_asyncio.fixture(scope="module")
async def ring(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li")
    return made


def test_whichever_form_is_asked_first(ring):
    policies, _ = policies_of(ring.catalog)
    for order in itertools.permutations(HIDDEN):
        grants = grants_for(ring.catalog, policies, ring.people["li"])
        for form in order:
            seen = set(grants.of(form).seen)
            assert not seen & HIDDEN[form], (order, form)
            assert seen >= SEEN[form], (order, form)
