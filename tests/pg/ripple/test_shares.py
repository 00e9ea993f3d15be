"""A charge shared out over lines to the last cent: T-LC-1, with vectors from public bug reports.

What rounding leaves goes to the line with the largest base, the first of several. Formulas of lines and
of their record read one another here, level by level: base, its sum, the rough share, its sum, the rest.
"""

from decimal import Decimal

import pytest
import pytest_asyncio
from tests.pg.ripple.conftest import wrong
from tests.world import World, world

APP = """
lc/app: {app: lc, label: 分摊, nav: [charge]}
lc/forms/charge:
  label: 费用
  title: "{name}"
  fields:
    name: {kind: text, label: 名称}
    amount: {kind: money, label: 费用}
    digits: {kind: number, label: 小数位, default: "2"}
    lines:
      kind: lines
      label: 明细
      fields:
        number: {kind: number, label: 行号}
        base: {kind: money, label: 货值}
        rough: {kind: formula, label: 粗分, is: "ROUND(record.amount * base / record.base, record.digits)"}
        share: {kind: formula, label: 分摊, is: "rough + IF(number = record.largest, record.amount - record.rough, 0)"}
    base: {kind: formula, label: 货值合计, is: SUM(lines.base)}
    rough: {kind: formula, label: 粗分合计, is: SUM(lines.rough)}
    largest: {kind: formula, label: 最大行, is: "MINIFS(lines.number, lines.base = this.most)"}
    most: {kind: formula, label: 最大货值, is: MAX(lines.base)}
    shared: {kind: formula, label: 已分摊, is: SUM(lines.share)}
  checks:
    - {need: shared = amount, say: {zh: 分摊合计必须等于费用, en: Shares add up to the charge}}
"""
VECTORS = [
    ("333", "0", ["666", "133", "131", "525"], ["153", "30", "30", "120"]),
    ("6.85", "2", ["10"] * 6, ["1.15", *["1.14"] * 5]),
    ("15.00", "2", ["1"] * 13, ["1.20", *["1.15"] * 12]),
]


@pytest_asyncio.fixture(scope="module")
async def lc(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


@pytest.mark.parametrize(("amount", "digits", "bases", "shares"), VECTORS)
async def test_the_shares_are_the_charge(lc, amount, digits, bases, shares):
    lines = [{"number": str(n), "base": base} for n, base in enumerate(bases)]
    row = {"name": amount, "amount": amount, "digits": digits, "lines": lines}
    seen = await lc.try_("ann", "lc.charge", row)
    assert [Decimal(one["share"]) for one in seen.lines["lines"]] == [
        Decimal(one) for one in shares
    ]
    (id_,) = (await lc.put("ann", "lc.charge", row)).ids
    got = (await lc.get("ann", "lc.charge", id_)).values
    assert [Decimal(one["share"]) for one in got["lines"]] == [Decimal(one) for one in shares]
    assert sum(Decimal(one["share"]) for one in got["lines"]) == Decimal(amount)
    assert await wrong(lc) == []
