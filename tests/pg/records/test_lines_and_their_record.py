"""Lines that read their record, and the record that sums them: one order of computing for both."""

import random
from decimal import ROUND_HALF_UP, Decimal

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base.errors import Invalid

APP = """
deal/app: {app: deal, label: 报价, nav: [client, offer]}
deal/forms/client:
  label: 客户
  fields:
    name: {kind: text, label: 名称, required: true}
    factor: {kind: number, label: 系数, scale: 4}
deal/forms/offer:
  label: 报价单
  title: "{name}"
  fields:
    name: {kind: text, label: 名称}
    client: {kind: link, label: 客户, to: client}
    discount: {kind: percent, label: 折扣}
    freight: {kind: money, label: 运费}
    secret: {kind: number, label: 内部系数, scale: 4}
    factor: {kind: formula, label: 总系数, is: "1 - discount"}
    lines:
      kind: lines
      label: 明细
      fields:
        qty: {kind: number, label: 数量, scale: 3, check: "qty <= record.most", say: 超过上限}
        price: {kind: money, label: 单价, default: "100 * record.client.factor"}
        gross: {kind: formula, label: 毛额, is: "ROUND(qty * price, 2)"}
        net: {kind: formula, label: 净额, is: "ROUND(gross * factor, 2)"}
        share: {kind: formula, label: 分摊运费, is: "IF(SUM(record.lines.net) = 0, 0, ROUND(record.freight * net / SUM(record.lines.net), 2))"}
        landed: {kind: formula, label: 到岸, is: "net + share"}
        hidden: {kind: formula, label: 内部, is: "net * secret"}
        late: {kind: formula, label: 折后今天, is: "IF(TODAY() > '2020-01-01', net, 0)"}
    most: {kind: number, label: 上限, scale: 0, default: "1000"}
    net: {kind: formula, label: 净额合计, is: SUM(lines.net)}
    landed: {kind: formula, label: 到岸合计, is: SUM(lines.landed)}
    leak: {kind: formula, label: 漏, is: "SUM(lines.record.secret)"}
    over: {kind: formula, label: 最贵, is: "EXISTS(lines, lines.net > lines.record.freight)"}
"""


@pytest_asyncio.fixture(scope="module")
async def deal(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def expected(record: dict, lines: list[dict]) -> dict:
    """The same rules in plain Python."""
    factor = 1 - Decimal(record["discount"] or 0)
    freight = Decimal(record["freight"] or 0)
    rows = [{"gross": cents(Decimal(one["qty"]) * Decimal(one["price"]))} for one in lines]
    for row in rows:
        row["net"] = cents(row["gross"] * factor)
    total = sum((row["net"] for row in rows), Decimal(0))
    for row in rows:
        row["share"] = cents(freight * row["net"] / total) if total else Decimal(0)
        row["landed"] = row["net"] + row["share"]
    return {
        "net": total,
        "landed": sum((row["landed"] for row in rows), Decimal(0)),
        "over": any(row["net"] > freight for row in rows),
        "lines": rows,
    }


def same(values: dict, wanted: dict) -> None:
    assert Decimal(values["net"] or 0) == wanted["net"]
    assert Decimal(values["landed"] or 0) == wanted["landed"]
    assert values["over"] is wanted["over"]
    for line, row in zip(values["lines"], wanted["lines"], strict=True):
        for key in ("gross", "net", "share", "landed"):
            assert Decimal(line[key]) == row[key], (key, line, row)
        assert Decimal(line["late"]) == row["net"]


async def test_a_change_of_the_record_moves_its_lines(deal):
    lines = [{"qty": "2", "price": "50"}, {"qty": "1", "price": "33.33"}]
    record = {"name": "一", "discount": "0.1", "freight": "10"}
    (id_,) = (await deal.put("ann", "deal.offer", {**record, "lines": lines})).ids
    before = await deal.get("ann", "deal.offer", id_)
    same(before.values, expected(record, lines))
    preview = await deal.try_("ann", "deal.offer", {"discount": "0.25"}, id_)
    await deal.change("ann", "deal.offer", id_, discount="0.25")
    after = await deal.get("ann", "deal.offer", id_)
    same(after.values, expected({**record, "discount": "0.25"}, lines))
    assert [one["net"] for one in preview.lines["lines"]] == [
        one["net"] for one in after.values["lines"]
    ]


async def test_many_ways_to_one_number(deal):
    chance = random.Random(7)
    for _ in range(25):
        record = {
            "name": "随机",
            "discount": chance.choice([None, "0", "0.07", "0.333"]),
            "freight": chance.choice([None, "0", "12.34", "999"]),
        }
        lines = [
            {
                "qty": str(chance.randint(0, 9)),
                "price": str(Decimal(chance.randint(0, 99999)) / 100),
            }
            for _ in range(chance.randint(0, 5))
        ]
        (id_,) = (await deal.put("ann", "deal.offer", {**record, "lines": lines})).ids
        same((await deal.get("ann", "deal.offer", id_)).values, expected(record, lines))
        for change in ({"discount": "0.5"}, {"freight": "7"}, {"lines": lines[1:]}):
            lines = change.get("lines", lines)
            record.update({key: one for key, one in change.items() if key != "lines"})
            await deal.change("ann", "deal.offer", id_, **change)
            got = await deal.get("ann", "deal.offer", id_)
            same(got.values, expected(record, lines))


async def test_a_default_follows_a_link_of_the_record(deal):
    cheap, dear = (
        await deal.put(
            "ann", "deal.client", {"name": "低", "factor": "0.5"}, {"name": "高", "factor": "2"}
        )
    ).ids
    lines = [{"qty": "1"}, {"qty": "1", "price": "7"}]
    (id_,) = (await deal.put("ann", "deal.offer", {"client": cheap, "lines": lines})).ids
    got = (await deal.get("ann", "deal.offer", id_)).values["lines"]
    assert [one["price"] for one in got] == ["50", "7"]
    await deal.change("ann", "deal.offer", id_, client=dear)
    got = (await deal.get("ann", "deal.offer", id_)).values["lines"]
    assert [one["price"] for one in got] == ["200", "200"]


async def test_checks_of_lines_see_the_record(deal):
    with pytest.raises(Invalid) as caught:
        await deal.put("ann", "deal.offer", {"most": "3", "lines": [{"qty": "3"}, {"qty": "4"}]})
    assert [one.place for one in caught.value.problems] == ["lines[1].qty"]


async def test_a_new_formula_is_made_for_rows_that_are_there(deal):
    lines = [{"qty": "3", "price": "10"}]
    (id_,) = (await deal.put("ann", "deal.offer", {"discount": "0.2", "lines": lines})).ids
    await deal.apply(APP.replace("ROUND(gross * factor, 2)", "ROUND(gross * factor * 2, 2)"))
    values = (await deal.get("ann", "deal.offer", id_)).values
    assert (values["lines"][0]["net"], values["net"]) == ("48", "48")
    await deal.apply(APP)
    values = (await deal.get("ann", "deal.offer", id_)).values
    assert (values["lines"][0]["net"], values["net"]) == ("24", "24")


async def test_a_circle_between_lines_and_record_is_shown(deal):
    bad = APP.replace('is: "1 - discount"', 'is: "1 - discount + SUM(lines.net)"')
    plan = await deal.plan(bad)
    found = [one for one in plan.problems if one.code == "formula.cycle"]
    assert found
    assert "factor" in str(found[0].values["path"])
    assert "lines.net" in str(found[0].values["path"])


async def test_who_may_not_see_what_a_column_reads_does_not_see_the_column(deal):
    grants = (
        APP
        + """
deal/grants/seller:
  label: 销售
  who: [role(seller)]
  forms:
    offer: {may: [read], hide: [secret]}
"""
    )
    await deal.apply(grants)
    await deal.person("sam", roles=["seller"])
    async with deal.reading("sam") as work:
        grant = work.grants.of("deal.offer")
    assert grant.sees("lines.net")
    assert not grant.sees("lines.hidden")
    assert not grant.sees("leak")
