"""Rights as data: union of grants, masks by row, computed fields and look-ups of what is hidden."""

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base import codec
from tombolo.base.errors import Invalid

APP = """
hr/app: {app: hr, label: 人事, nav: [person, team]}
hr/forms/team:
  label: 团队
  fields:
    name: {kind: text, label: 名称}
    budget: {kind: money, label: 预算}
hr/forms/person:
  label: 人员
  fields:
    name: {kind: text, label: 姓名}
    team: {kind: link, label: 团队, to: hr.team, inverse: people}
    salary: {kind: money, label: 薪资}
    yearly: {kind: formula, label: 年薪, is: salary * 12}
    rich: {kind: formula, label: 高薪, is: yearly > 100000}
    team_budget: {kind: lookup, label: 团队预算, path: team.budget}
    team_name: {kind: lookup, label: 团队名, path: team.name}
    lines:
      kind: lines
      label: 奖金
      fields:
        what: {kind: text, label: 事由}
        bonus: {kind: money, label: 金额}
    bonus: {kind: formula, label: 奖金合计, is: SUM(lines.bonus)}
hr/grants/everyone:
  who: [everyone]
  forms:
    person: {may: [read], hide: [salary, lines.bonus]}
    team: {may: [read], rows: "name <> '秘密'", hide: [budget]}
hr/grants/boss:
  who: [role(boss)]
  forms:
    person: {may: [read, update], rows: "owner = ME()"}
hr/grants/shown:
  who: [role(clerk)]
  forms:
    person: {may: [read], hide: [salary, lines.bonus], show: [yearly, bonus, team_budget]}
"""


@pytest_asyncio.fixture(scope="module")
async def hr(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("al")
    await made.person("bo", roles=["boss"])
    await made.person("cy", roles=["clerk"])
    open_, secret = (
        await made.put(
            "ann",
            "hr.team",
            {"name": "公开", "budget": "900"},
            {"name": "秘密", "budget": "8675309"},
        )
    ).ids
    bo = str(made.people["bo"].id)
    await made.put(
        "ann", "hr.person",
        {"name": "甲", "team": open_, "salary": "8675", "lines": [{"what": "x", "bonus": "77"}]},
        {"name": "乙", "team": secret, "salary": "20000", "owner": bo, "lines": [{"what": "y", "bonus": "88"}]},
    )  # fmt: skip
    return made


def test_what_is_computed_from_hidden_things_is_hidden(hr):
    grant = hr.work(None, "al").grants.of("hr.person")
    assert {"salary", "yearly", "rich", "bonus", "lines.bonus", "team_budget"} & set(
        grant.seen
    ) == set()
    assert {"name", "team", "team_name", "lines", "lines.what"} <= set(grant.seen)


def test_an_explicit_show_is_a_grant_on_the_result_alone(hr):
    grant = hr.work(None, "cy").grants.of("hr.person")
    assert {"yearly", "bonus", "team_budget"} <= set(grant.seen)
    assert not {"salary", "lines.bonus"} & set(grant.seen)


async def test_the_clerk_reads_the_sum_and_not_its_parts(hr):
    rows = await hr.rows("cy", "hr.person", ["name", "yearly", "bonus"], sort=["name"])
    assert sorted(rows) == [["乙", "240000", "88"], ["甲", "104100", "77"]]
    for name in ("salary", "rich"):
        with pytest.raises(Invalid):
            await hr.rows("cy", "hr.person", [name])


async def test_two_grants_add_up_row_by_row(hr):
    """Everyone may read without salaries; the boss sees salaries of his own rows only."""
    rows = await hr.rows("bo", "hr.person", ["name", "salary", "yearly"], sort=["name"])
    assert sorted(rows, key=str) == sorted([["乙", "20000", "240000"], ["甲", None, None]], key=str)


async def test_a_masked_value_is_not_found_sorted_or_summed(hr):
    found = await hr.rows(
        "bo", "hr.person", ["name"], where={"field": "salary", "op": "lt", "value": "10000"}
    )
    assert found == []
    empty = await hr.rows("bo", "hr.person", ["name"], where={"field": "salary", "op": "empty"})
    assert empty == [["甲"]]
    page = await hr.page(
        "bo",
        "hr.person",
        columns=["name"],
        totals=[{"path": "salary", "fn": "sum"}, {"path": "salary", "fn": "max"}],
    )
    assert codec.decode(page.totals) == ["20000", "20000"]
    held = await hr.rows("bo", "hr.person", ["name"], where={"formula": "salary = 8675"})
    assert held == []


async def test_a_link_to_a_row_out_of_reach_has_no_title_and_shows_nothing_behind_it(hr):
    rows = await hr.rows(
        "al", "hr.person", ["name", "team", "team_name", "team.name"], sort=["name"]
    )
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["甲"][0]["title"] == "公开" and by_name["甲"][1:] == ["公开", "公开"]
    assert by_name["乙"][0]["title"] is None and by_name["乙"][1:] == [None, None]
    assert (
        await hr.rows(
            "al", "hr.person", ["name"], where={"field": "team.name", "op": "is", "value": "秘密"}
        )
        == []
    )
    assert await hr.rows("al", "hr.person", ["name"], where={"formula": 'team.name = "秘密"'}) == []


async def test_aggregates_over_related_records_count_what_may_be_read(hr):
    secret = await hr.rows("al", "hr.team", ["name"], where={"formula": "COUNT(people) > 0"})
    assert secret == [["公开"]]
    with pytest.raises(Invalid):
        await hr.rows("al", "hr.team", ["name"], where={"formula": "SUM(people.salary) > 0"})


async def test_a_record_of_two_grants_shows_and_offers_what_each_row_allows(hr):
    rows = codec.decode((await hr.page("bo", "hr.person", columns=["name"])).rows)
    ids = {row[2]: row[0] for row in rows}
    mine, other = (
        await hr.get("bo", "hr.person", ids["乙"]),
        await hr.get("bo", "hr.person", ids["甲"]),
    )
    assert mine.values["salary"] == "20000" and mine.abilities.update
    assert (
        other.values["salary"] is None
        and not other.abilities.update
        and other.abilities.editable == ()
    )
    assert mine.values["lines"][0]["bonus"] == "88"
    assert other.values["lines"][0]["bonus"] is None
    assert other.values["bonus"] is None
