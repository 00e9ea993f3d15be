"""What the orders' prices and warranties were approved by: discount and warranty requests.

Each is drawn from its order's own id, so that nothing else of the company depends on it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, cast
from uuid import UUID

from tombolo.suites.demo.chance import Row

_FREE = Decimal("0.95")  # from this share of the list price on nobody needs to be asked
_USUAL = 12  # months of warranty
_WHY = ("年度框架客户，争取大单。", "竞品报价更低，客户要求同价。", "客户首次采购，作为样板用户。")


def requests(orders: Sequence[Row], rates: Mapping[str, str]) -> list[Row]:
    """Of orders that stand: used. Of those about to be submitted: approved, and not yet attached."""
    made: list[Row] = []
    for order in orders:
        if order.set["state"] != "cancelled" and "opportunity" in order.set:
            made.extend(_of(order, rates))
    return sorted(made, key=lambda one: one.at)


def _of(order: Row, rates: Mapping[str, str]) -> list[Row]:
    random = Random(f"{order.id} support")
    day = order.at.date()
    common: dict[str, object] = {
        "opportunity": order.set["opportunity"], "reason": random.choice(_WHY),
        "expires_on": (day + timedelta(days=60)).isoformat(), "owner": order.set["owner"],
    }  # fmt: skip
    common |= {"state": "approved"} if order.set["state"] == "draft" else {
        "state": "used", "order": order.id,
    }  # fmt: skip
    lines = cast("list[Mapping[str, Any]]", order.set["lines"])
    cheap: dict[str, Mapping[str, Any]] = {}
    for one in lines:
        if one["unit_price"] < one["list_price"] * _FREE:
            known = cheap.get(one["product"])
            if known is None or one["unit_price"] < known["unit_price"]:
                cheap[one["product"]] = one
    rows = [_row(random, order.at, {**common, **_discount(one, rates)}) for one in cheap.values()]
    extra = int(str(order.set["warranty_months"])) - _USUAL
    if extra > 0:
        cost = str(random.randint(8, 45) * 100)
        more = {
            "kind": "warranty", "product": lines[0]["product"], "extra_months": extra,
            "warranty_cost": cost, "approved_amount": cost,
        }  # fmt: skip
        rows.append(_row(random, order.at, {**common, **more}))
    return rows


def _discount(one: Mapping[str, Any], rates: Mapping[str, str]) -> dict[str, object]:
    rate = 1 + Decimal(rates[one["product"]])
    listed, asked = (_net(one["qty"] * one[key], rate) for key in ("list_price", "unit_price"))
    return {
        "kind": "discount", "product": one["product"], "qty": one["qty"],
        "list_price": one["list_price"], "asked_unit_price": one["unit_price"],
        "approved_amount": str(listed - asked),
    }  # fmt: skip


def _net(amount: int, rate: Decimal) -> Decimal:
    return (amount / rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _row(random: Random, at: datetime, values: Mapping[str, object]) -> Row:
    number = (int(at.timestamp() * 1000) << 80) | (7 << 76) | (random.getrandbits(12) << 64)
    id_ = str(UUID(int=number | (2 << 62) | random.getrandbits(62)))
    return Row(at, id_, dict(values))
