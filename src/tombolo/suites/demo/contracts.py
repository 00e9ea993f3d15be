"""Contracts and receivables of the orders that were approved, as the suite's rules would have made them.

Each is drawn from its order's own id, so that nothing else of the company depends on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, cast
from uuid import UUID

from tombolo.suites.demo.chance import ZONE, Row

_CENT = Decimal("0.01")
_KINDS = {"service": "service", "repair": "repair", "rental": "rental"}


def contracts(
    orders: Sequence[Row], rates: Mapping[str, str], as_of: date
) -> tuple[list[Row], list[Row]]:
    """(contracts, receivables) in the order of their moments; `rates` are the products' taxes."""
    made: list[Row] = []
    plans: list[Row] = []
    for order in orders:
        if order.set["state"] not in {"approved", "done"}:
            continue
        contract, plan = _one(order, rates, as_of)
        made.append(contract)
        plans.extend(plan)
    return sorted(made, key=lambda one: one.at), sorted(plans, key=lambda one: one.at)


@dataclass(frozen=True, slots=True)
class _Terms:
    """When things happened to one order; None: not yet."""

    signed: date | None
    accepted: date | None
    warranty_end: date | None

    def day(self, trigger: object) -> date | None:
        return {"signed": self.signed, "warranty_end": self.warranty_end}.get(
            str(trigger), self.accepted
        )


def _one(order: Row, rates: Mapping[str, str], as_of: date) -> tuple[Row, list[Row]]:
    random = Random(f"{order.id} contract")
    lines = cast("list[Mapping[str, Any]]", order.set["lines"])
    terms = cast("list[Mapping[str, Any]]", order.set["payment_terms"])
    amount = Decimal(sum(one["qty"] * one["unit_price"] for one in lines))
    net = sum(
        (
            _rounded(one["qty"] * one["unit_price"] / (1 + Decimal(rates[one["product"]])))
            for one in lines
        ),
        _CENT * 0,
    )
    when = _when(order, random, as_of)
    at = order.at + timedelta(minutes=1)
    id_ = _id(random, at)
    plan = [
        _receivable(order, id_, n, one, share, when, as_of)
        for n, (one, share) in enumerate(zip(terms, _shares(amount, terms), strict=True), 1)
        if share
    ]
    open_ = any(
        Decimal(str(one.set["collected"])) < Decimal(str(one.set["amount"])) for one in plan
    )
    done = order.set["state"] == "done" and not open_
    values: dict[str, object] = {
        "source_order": order.id, "customer": order.set["customer"],
        "kind": _KINDS.get(str(order.set["order_kind"]), "sale"),
        "state": "draft" if when.signed is None else "completed" if done else "effective",
        "signed_on": when.signed.isoformat() if when.signed else None, "amount": str(amount), "net": str(net),
        "warranty_months": order.set["warranty_months"], "delivery_due": order.set["delivery_due"],
        "owner": order.set["owner"],
        "lines": [{key: one[key] for key in ("product", "qty", "unit_price")} for one in lines],
        "payment_terms": [{"seq": n, **one} for n, one in enumerate(terms, 1)],
    }  # fmt: skip
    kept = {key: one for key, one in values.items() if one is not None}
    return Row(at, id_, kept), plan


def _when(order: Row, random: Random, as_of: date) -> _Terms:
    ordered = order.at.astimezone(ZONE).date()
    signed = ordered + timedelta(days=random.randint(1, 6))
    accepted: date | None = None
    if order.set["state"] == "done":
        due = date.fromisoformat(str(order.set["delivery_due"]))
        accepted = min(due + timedelta(days=random.randint(-10, 20)), as_of)
    months = int(str(order.set["warranty_months"]))
    end = accepted + timedelta(days=30 * months) if accepted else None
    return _Terms(
        signed if signed <= as_of else None, accepted, end if end and end <= as_of else None
    )


def _shares(amount: Decimal, terms: Sequence[Mapping[str, Any]]) -> list[Decimal]:
    """Rounded to the cent, and what is left over to the last."""
    made = [_rounded(amount * Decimal(str(one["pct"]))) for one in terms]
    made[-1] += amount - sum(made)
    return made


def _receivable(
    order: Row, contract: str, seq: int, term: Mapping[str, Any], amount: Decimal, when: _Terms, as_of: date
) -> Row:  # fmt: skip
    random = Random(f"{contract} {seq}")
    begun = when.day(term["trigger"])
    due = begun + timedelta(days=int(term["days"])) if begun else None
    paid = due + timedelta(days=_late(random)) if due else None
    at = order.at + timedelta(minutes=1, seconds=seq)
    values: dict[str, object] = {
        "contract": contract, "seq": seq, "name": term["name"], "amount": str(amount),
        "falls_due": term["trigger"], "days": term["days"], "owner": order.set["owner"],
        "collected": str(amount) if paid and paid <= as_of else "0",
    }  # fmt: skip
    if begun:
        values["trigger_on"] = begun.isoformat()
    return Row(at, _id(random, at), values)


def _late(random: Random) -> int:
    """Days after it was due: most pay in time, some late, a few very late."""
    luck = random.random()
    if luck < 0.55:
        return random.randint(-3, 2)
    return round(random.gammavariate(2, (28 if luck < 0.9 else 95) / 2))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _id(random: Random, at: datetime) -> str:
    """A time-ordered id of that moment."""
    number = (int(at.timestamp() * 1000) << 80) | (7 << 76) | (random.getrandbits(12) << 64)
    return str(UUID(int=number | (2 << 62) | random.getrandbits(62)))
