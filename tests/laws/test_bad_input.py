"""What a person may define and type by mistake: it is told, or answered, and the house stays up."""

import dataclasses
from collections.abc import Awaitable
from decimal import Decimal

import pytest
import pytest_asyncio
from tests.world import ZONE, World, files_of, world

from tombolo.base.errors import Busy, Invalid
from tombolo.pg.pool import Pool
from tombolo.records import rebuild
from tombolo.records.balances.rebuild import differences as apart
from tombolo.schema import store
from tombolo.schema.build import build

APP = """
bad/app: {app: bad, label: Bad, nav: [a, b, z]}
bad/forms/a:
  label: A
  title: "{name}"
  fields:
    name: {kind: text, label: Name}
    n: {kind: number, label: N}
    d: {kind: date, label: D}
    b: {kind: link, label: B, to: bad.b, inverse: many}
    over: {kind: formula, label: Over, is: 100 / n}
    far: {kind: formula, label: Far, is: d + n * 100000}
    back: {kind: formula, label: Back, is: 'EDATE(d, 0 - n * 100000)'}
    around: {kind: formula, label: Around, is: b.a.b.a.name}
    down: {kind: formula, label: Down, is: SUM(b.many.over) + b.sum}
bad/forms/z:
  label: Z
  fields:
    name: {kind: text, label: Name}
    never: {kind: number, label: Never, check: never > 1 AND never < 1, say: {zh: 不行, en: Never}}
bad/forms/b:
  label: B
  title: "{name}-{a}"
  fields:
    name: {kind: text, label: Name}
    a: {kind: link, label: A, to: bad.a, inverse: ones}
    sum: {kind: formula, label: Sum, is: 'SUM(many.n) / COUNTIFS(many, many.n > 0)'}
    latest: {kind: formula, label: Latest, is: MAX(many.far)}
    pairs: {kind: formula, label: Pairs, is: COUNT(many.ones)}
  checks:
    - {need: sum < 1000, at: name, say: {zh: 太多, en: Too much}}
bad/balances/held:
  label: Held
  keys: {b: b}
  from: {form: a, keys: {b: b}, add: {share: 1 / n, n: n}}
"""


@pytest_asyncio.fixture(scope="module")
async def bad(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


async def wrong(made: World) -> list[object]:
    async with made.pool.read() as tx:
        return [
            *await rebuild.differences(tx, made.catalog, ZONE),
            *await apart(tx, made.catalog),
        ]


async def test_a_check_that_nothing_can_satisfy(bad):
    with pytest.raises(Invalid) as refused:
        await bad.put("ann", "bad.z", {"name": "x", "never": "1"})
    (problem,) = refused.value.problems
    assert (problem.code, problem.place, problem.say) == (
        "field.check", "never", {"zh": "不行", "en": "Never"},
    )  # fmt: skip
    assert await bad.rows("ann", "bad.z", ["name"]) == []


@pytest.mark.parametrize("n", [None, "0", "0.00", "-0", "1", "99999999999999999999"])
@pytest.mark.parametrize("day", [None, "1900-01-01", "2026-05-01", "9999-12-31"])
async def test_division_by_zero_and_dates_beyond_the_calendar(bad, n, day):
    (b,) = (await bad.put("ann", "bad.b", {"name": "b"})).ids
    try:
        (id_,) = (await bad.put("ann", "bad.a", {"name": "a", "n": n, "d": day, "b": b})).ids
    except Invalid as refused:
        assert {one.code for one in refused.problems} == {"ripple.check"}  # sum < 1000
        assert n is not None
        assert len(n) > 10
        return
    values = (await bad.get("ann", "bad.a", id_)).values
    nought = not n or Decimal(n) == 0
    assert (values["over"] is None) == nought
    if day == "9999-12-31" and n == "1":
        assert values["far"] is None
    if day == "1900-01-01" and n == "1":
        assert values["back"] is None
    await bad.change("ann", "bad.a", id_, n="7", d="2026-05-02")
    assert await wrong(bad) == []


async def test_data_in_a_circle(bad):
    """A → B → A, and a record behind itself: values are made once, and all that looks follows."""
    (a, other) = (
        await bad.put("ann", "bad.a", {"name": "a", "n": "4"}, {"name": "o", "n": "5"})
    ).ids
    (b,) = (await bad.put("ann", "bad.b", {"name": "b", "a": a})).ids
    await bad.change("ann", "bad.a", a, b=b)
    assert (await bad.get("ann", "bad.a", a)).values["around"] == "a"
    await bad.change("ann", "bad.a", other, b=b)
    assert Decimal((await bad.get("ann", "bad.a", a)).values["down"]) == 25 + 20 + Decimal("4.5")
    await bad.change("ann", "bad.a", a, name="renamed", n="2")
    assert (await bad.get("ann", "bad.a", other)).values["around"] == "renamed"
    assert await wrong(bad) == []
    await bad.change("ann", "bad.b", b, a=other)
    await bad.change("ann", "bad.a", other, b=None)
    assert await wrong(bad) == []


def test_a_circle_over_forms_is_told_with_its_path():
    text = APP.replace("SUM(many.n) / COUNTIFS(many, many.n > 0)", "SUM(many.down)")
    assert text != APP
    found = build({path: one.data for path, one in files_of(text).items() if one})
    circles = [one for one in found.problems if one.code == "formula.cycle"]
    assert {one.values["path"] for one in circles} == {"bad.a.down → bad.b.sum → bad.a.down"}


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("+".join(["n"] * 5000), None),  # 9,999 characters
        ("+".join(["n"] * 5001) + "+ n", "formula.too_long"),
        ("(" * 4000 + "n" + ")" * 4000, "formula.too_deep"),
        ("-" * 9000 + "n", "formula.too_deep"),
        ("IF(n>1," * 900 + "1" + ",2)" * 900, "formula.too_deep"),
        ("SUM(" + ",".join(["n"] * 4900) + ")", None),
    ],
)
async def test_a_formula_of_ten_thousand_characters(bad, formula, code):
    """Told where it stands, or it works."""
    text = f"bad/forms/c: {{label: C, fields: {{n: {{kind: number, label: N}}, f: {{kind: formula, label: F, is: '{formula}'}}}}}}"
    async with bad.pool.read() as tx:
        plan = await store.plan(tx, bad.catalog, files_of(text), ZONE)
    codes = {one.code for one in plan.problems}
    if code or codes:
        assert codes <= {code, "formula.too_deep", "formula.too_big"}, codes
        assert codes
        assert all(one.place.startswith("bad/forms/c#") for one in plan.problems)
        return
    await bad.apply(text)
    (id_,) = (await bad.put("ann", "bad.c", {"n": "2"})).ids
    assert Decimal((await bad.get("ann", "bad.c", id_)).values["f"]) == 2 * formula.count("n")
    await bad.apply("bad/forms/c: null")


MILLION = """
mil/app: {app: mil, label: Million, nav: [one, many]}
mil/forms/one:
  label: One
  fields: {name: {kind: text, label: Name}SUM}
mil/forms/many:
  label: Many
  fields:
    n: {kind: number, label: N}
    one: {kind: link, label: One, to: mil.one, inverse: every}SIBLINGS
"""
SUM = ", sum: {kind: formula, label: Sum, is: SUM(every.n)}"
SIBLINGS = "\n    share: {kind: formula, label: Share, is: n / SUM(one.every.n)}"


async def answered(act: Awaitable[object]) -> bool:
    """Done, or refused as too slow; nothing else."""
    try:
        await act
    except Busy as slow:
        assert slow.code == "busy.too_slow"
        return False
    return True


@pytest.mark.slow
async def test_a_roll_up_over_a_million_rows(database, bad):
    """Designed and asked for: answered, or refused as too slow, even where each row asks for all
    others; the house goes on.
    """
    plain = MILLION.replace("SIBLINGS", "")
    await bad.apply(plain.replace("SUM", ""))
    (big, small) = (await bad.put("ann", "mil.one", {"name": "big"}, {"name": "small"})).ids
    async with bad.pool.owner() as tx:
        await tx.run("set local statement_timeout = 0")
        await tx.run(
            "insert into mil_many (id, record_title, record_search, n, one)"
            " select gen_random_uuid(), '', '', 1, $1 from generate_series(1, 1000000)", big,
        )  # fmt: skip
    limits = dataclasses.replace(bad.pool.limits, statement="5s", owner_statement="60s")
    async with await Pool.open(database, limits) as pool:
        house = dataclasses.replace(bad, pool=pool)
        assert await answered(house.apply(plain.replace("SUM", SUM, 1)))
        row = {"n": "1"}
        if await answered(house.put("ann", "mil.many", {**row, "one": big})):
            assert (await house.get("ann", "mil.one", big)).values["sum"] == "1000001"
        await house.put("ann", "mil.many", {**row, "one": small})
        assert (await house.get("ann", "mil.one", small)).values["sum"] == "1"
    limits = dataclasses.replace(limits, owner_statement="5s")
    async with await Pool.open(database, limits) as pool:
        house = dataclasses.replace(house, pool=pool)
        siblings = MILLION.replace("SUM", SUM, 1).replace("SIBLINGS", SIBLINGS)
        assert not await answered(house.apply(siblings)), "a million times a million"
        await house.put("ann", "mil.many", {**row, "one": small})
        assert (await house.get("ann", "mil.one", small)).values["sum"] == "2"
