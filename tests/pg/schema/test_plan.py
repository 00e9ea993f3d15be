"""A change is planned, told, applied whole or not at all; the tables are what the catalog wants."""

import asyncio

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base.errors import Conflict, Invalid
from tombolo.schema import store
from tombolo.schema.tables import tables_of

BASE = """
lab/app: {app: lab, label: 实验室, nav: [sample]}
lab/forms/sample:
  label: 样品
  fields:
%s
"""
ONE = """
    name: {kind: text, label: 名称}
    weight: {kind: text, label: 重量}
    taken: {kind: text, label: 取样日}
    price: {kind: money, label: 单价}
    qty: {kind: number, label: 数量}
    total: {kind: formula, label: 金额, is: qty * price}
    parts:
      kind: lines
      label: 成分
      fields:
        what: {kind: text, label: 成分}
        share: {kind: percent, label: 占比}
"""


@pytest_asyncio.fixture
async def lab(server, template) -> World:
    from tombolo.base.ids import token
    from tombolo.pg import workspace
    from tombolo.pg.pool import Limits, Pool

    name = f"t_{token(6)}"
    place = await workspace.create_database(server, name, template=template)
    async with await Pool.open(place, Limits(least=0)) as pool:
        made = await world(pool)
        await made.apply(BASE % ONE)
        yield made
    await workspace.drop_database(server, name)


@pytest_asyncio.fixture(scope="module")
async def still(pool) -> World:
    """A workspace that no test of this module changes."""
    made = await world(pool)
    await made.apply(BASE % ONE)
    return made


async def columns(lab: World, table: str) -> dict[str, str]:
    async with lab.pool.read() as tx:
        rows = await tx.rows(
            "select attname, format_type(atttypid, atttypmod) as type from pg_attribute "
            "where attrelid = $1::regclass and attnum > 0 and not attisdropped",
            f'"{table}"',
        )
    return {
        row["attname"]: row["type"].replace("timestamp with time zone", "timestamptz")
        for row in rows
    }


async def demand_tables_are_as_wanted(lab: World) -> None:
    """Independent of the plan: what the database has is what the catalog says."""
    for table in tables_of(lab.catalog).values():
        found = await columns(lab, table.name)
        assert {name: one.type for name, one in table.columns.items()} == found, table.name


async def put(lab: World, **values) -> str:
    return (await lab.put("ann", "lab.sample", values)).ids[0]


async def test_fields_are_added_renamed_converted_and_dropped(lab):
    first = await put(lab, name="水", weight="12.5", taken="2026-06-30", price="2", qty="3")
    await put(
        lab, name="油", weight="约 3 克", taken="昨天", parts=[{"what": "碳", "share": "0.5"}]
    )
    two = ONE.replace(
        "name: {kind: text, label: 名称}", "title: {kind: text, label: 名称, was: name}"
    )
    two = two.replace("weight: {kind: text", "weight: {kind: number").replace(
        "taken: {kind: text", "taken: {kind: date"
    )
    two = two.replace(
        "    price: {kind: money, label: 单价}\n",
        "    price: {kind: money, label: 单价}\n    note: {kind: paragraph, label: 备注}\n",
    )
    plan = await lab.plan(BASE % two)
    effects = {
        (one.step.what, (one.step.column or one.step.old).name): one
        for one in plan.effects
        if one.step.column or one.step.old
    }
    assert effects["rename_column", "title"].step.was == "name"
    assert (effects["retype_column", "weight"].rows, effects["retype_column", "weight"].lost) == (
        2,
        1,
    )
    assert effects["retype_column", "weight"].examples == ("约 3 克",)
    assert effects["retype_column", "taken"].examples == ("昨天",)
    assert ("add_column", "note") in effects
    await lab.apply(BASE % two)
    await demand_tables_are_as_wanted(lab)
    values = (await lab.get("ann", "lab.sample", first)).values
    assert (values["title"], values["weight"], values["taken"], values["total"]) == (
        "水",
        "12.5",
        "2026-06-30",
        "6",
    )
    three = two.replace("    weight: {kind: number, label: 重量}\n", "")
    dropped = await lab.plan(BASE % three)
    (effect,) = [one for one in dropped.effects if one.step.what == "drop_column"]
    assert (effect.lost, effect.examples) == (1, ("12.5",))


async def test_a_changed_formula_is_computed_anew_for_every_record(lab):
    ids = [await put(lab, name=str(n), price=str(n), qty="2") for n in range(5)]
    await lab.apply(BASE % ONE.replace("is: qty * price", 'is: "ROUND(qty * price * 1.13, 2)"'))
    for n, id_ in enumerate(ids):
        assert float((await lab.get("ann", "lab.sample", id_)).values["total"]) == round(
            n * 2 * 1.13, 2
        )
    await demand_tables_are_as_wanted(lab)


async def test_lines_come_and_go(lab):
    id_ = await put(
        lab, name="水", parts=[{"what": "氢", "share": "11%"}, {"what": "氧", "share": "89%"}]
    )
    more = (
        ONE
        + """
    count: {kind: formula, label: 份数, is: COUNT(parts)}
    sum: {kind: formula, label: 合计, is: SUM(parts.share)}
"""
    )
    await lab.apply(BASE % more)
    values = (await lab.get("ann", "lab.sample", id_)).values
    assert (values["count"], values["sum"]) == ("2", "1")
    plan = await lab.plan(BASE % ONE.partition("    parts:")[0])
    assert [(one.step.what, one.lost) for one in plan.effects if one.step.what == "drop_table"] == [
        ("drop_table", 2)
    ]
    await lab.apply(BASE % ONE.partition("    parts:")[0])
    await demand_tables_are_as_wanted(lab)


async def test_going_back_is_a_plan_too(lab):
    await lab.apply(BASE % (ONE + "    extra: {kind: text, label: 新}\n"))
    version = lab.catalog.version
    await lab.apply(BASE % ONE)
    assert lab.catalog.version == version + 1
    assert lab.catalog.form("lab.sample").field("extra") is None
    await demand_tables_are_as_wanted(lab)


async def test_a_whole_form_is_renamed_and_keeps_its_records(lab):
    id_ = await put(lab, name="水", parts=[{"what": "氢", "share": "0.1"}])
    text = (
        (BASE % ONE)
        .replace(
            "lab/forms/sample:\n  label: 样品", "lab/forms/probe:\n  label: 样本\n  was: sample"
        )
        .replace("nav: [sample]", "nav: [probe]")
    )
    await lab.apply(text + "lab/forms/sample: null\n")
    values = (await lab.get("ann", "lab.probe", id_)).values
    assert values["name"] == "水"
    assert values["parts"][0]["what"] == "氢"
    await demand_tables_are_as_wanted(lab)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (
            "    a: {kind: formula, label: A, is: b + 1}\n    b: {kind: formula, label: B, is: a + 1}\n",
            "formula.cycle",
        ),
        ("    a: {kind: formula, label: A, is: a + 1}\n", "formula.cycle"),
        ("    a: {kind: formula, label: A, is: gone + 1}\n", "formula.no_name"),
        ("    a: {kind: txt, label: A}\n", "definition.kind"),
        ("    a: {kind: link, label: A, to: nowhere}\n", "definition.no_form"),
        ("    A-b: {kind: text, label: A}\n", "definition.bad_key"),
        ("    owner: {kind: text, label: A}\n", "definition.reserved"),
        ("    a: {kind: text, label: A, colour: red}\n", "definition.unknown"),
        ("    a: {kind: number, label: A, scale: lots}\n", "setting.type"),
        ("    a: {kind: choice, label: A}\n", "setting.options"),
        ("    a: {kind: date, label: A, default: '\"abc\"'}\n", "formula.bad_date"),
        ("    a: {kind: text, label: A, check: qty >}\n", "formula.unexpected_end"),
        ("    a: {kind: serial, label: A, pattern: X}\n", "setting.serial"),
    ],
)
async def test_wrong_definitions_are_refused_with_their_place(still, line, code):
    plan = await still.plan(BASE % (ONE + line))
    found = {(one.code, one.place) for one in plan.problems}
    assert any(name == code for name, _ in found), found
    assert all(
        place.startswith("lab/forms/sample#fields.") for name, place in found if name == code
    )
    with pytest.raises(Invalid):
        async with still.pool.owner() as tx:
            await store.apply(tx, plan, by=None, note="", zone="Asia/Shanghai")


async def test_of_two_designers_one_wins(lab):
    plans = [
        await lab.plan(BASE % (ONE + f"    x{n}: {{kind: text, label: X}}\n")) for n in range(2)
    ]

    async def one(plan) -> bool:
        try:
            async with lab.pool.owner() as tx:
                await store.apply(tx, plan, by=None, note="", zone="Asia/Shanghai")
        except Conflict as clash:
            assert clash.code == "catalog.changed"
            return False
        return True

    assert sorted(await asyncio.gather(*(one(plan) for plan in plans))) == [False, True]


async def test_what_cannot_be_applied_leaves_nothing_behind(lab):
    await put(lab, name="同")
    before = await columns(lab, "lab_sample")
    text = BASE % (
        ONE.replace(
            "name: {kind: text, label: 名称}", "name: {kind: text, label: 名称, unique: true}"
        )
        + "    later: {kind: text, label: 新}\n"
    )
    todo = await lab.plan(text)
    assert todo.problems == ()
    await put(lab, name="同")  # somebody is faster
    with pytest.raises(Invalid) as refused:
        async with lab.pool.owner() as tx:
            await store.apply(tx, todo, by=None, note="", zone="Asia/Shanghai")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == (
        "definition.duplicates",
        "lab/forms/sample#fields.name.unique",
    )
    assert "同" in str(problem.values["examples"])
    assert await columns(lab, "lab_sample") == before
    async with lab.pool.read() as tx:
        assert (await store.load(tx)).version == lab.catalog.version


@pytest.mark.parametrize(
    ("line", "rule", "place", "examples"),
    [
        ("name: {kind: text, label: 名称, unique: true}", "", "fields.name.unique", "同 ×2"),
        ("", "  unique: [{fields: [name, qty]}]\n", "unique.0", "同 / 1 ×2"),
        # Two texts that become one number.
        ("weight: {kind: number, label: 重量, unique: true}", "", "fields.weight.unique", "1.5 ×2"),
    ],
)
async def test_a_rule_that_the_records_break_is_told_with_the_plan(
    lab, line, rule, place, examples
):
    await put(lab, name="同", qty=1, weight="1.5")
    await put(lab, name="同", qty=1, weight="1.50")
    await put(lab, name=None, qty=2)
    await put(lab, name=None, qty=2)  # two blanks are two
    key = line.partition(":")[0]
    text = "\n".join(
        f"    {line}" if key and one.strip().startswith(f"{key}:") else one
        for one in ONE.split("\n")
    )
    todo = await lab.plan(BASE % text + rule)
    (problem,) = todo.problems
    assert problem.code == "definition.duplicates"
    assert problem.place == f"lab/forms/sample#{place}"
    assert (problem.values["count"], problem.values["examples"]) == (1, examples)
    assert todo.effects  # what it would do is told all the same


async def test_a_link_is_renamed_with_its_foreign_key_and_may_point_elsewhere(lab):
    more = BASE % (ONE + "    kin: {kind: link, label: 同源, to: sample}\n")
    await lab.apply(more)
    id_ = await put(lab, name="母")
    await put(lab, name="子", kin=id_)
    renamed = more.replace(
        "    kin: {kind: link, label: 同源, to: sample}",
        "    origin: {kind: link, label: 来源, to: sample, was: kin}",
    )
    await lab.apply(renamed)
    rows = await lab.rows("ann", "lab.sample", ["name", "origin"], sort=["name"])
    assert rows == [["子", {"id": id_, "title": "母"}], ["母", None]]
    other = (
        renamed.replace("to: sample, was: kin", "to: place")
        + "lab/forms/place:\n  label: 地点\n  fields: {name: {kind: text, label: 名}}\n"
    )
    await lab.apply(other)
    assert [row[1] for row in await lab.rows("ann", "lab.sample", ["name", "origin"])] == [
        None,
        None,
    ]
    async with lab.pool.read() as tx:
        keys = await tx.rows(
            "select confrelid::regclass::text as target from pg_constraint where conrelid = 'lab_sample'::regclass and contype = 'f' and conname = 'f_origin'"
        )
    assert [row["target"] for row in keys] == ["lab_place"]
    await demand_tables_are_as_wanted(lab)
