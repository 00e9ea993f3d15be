"""The stock of four years: an opening, what orders took, what was bought for it, transfers, counts.

Costs of what goes out are not made up here: the suite takes them from the balance when a move is posted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from tombolo.suites.demo.chance import ZONE, Chance, Row
from tombolo.suites.demo.goods import Goods
from tombolo.suites.demo.people import Staff
from tombolo.suites.demo.profile import Profile

FORM = "erp.stock_move"
_MAIN, _SPARES, _DEMO, _VAN = "WH01", "WH02", "WH03", "WH08"
_ELSEWHERE = {"instrument": _DEMO, "spare": _VAN, "accessory": _SPARES, "consumable": _VAN}
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Need:
    """Something leaves the home warehouse of a product."""

    day: date
    kind: str
    qty: int
    more: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A product that is kept in stock."""

    id: str
    sku: str
    category: str
    cost: Decimal
    home: str


@dataclass(slots=True)
class _Books:
    """The moves as they are made."""

    chance: Chance
    keeper: str
    places: Mapping[str, str]  # warehouses by code
    rows: list[Row] = field(default_factory=list[Row])

    def put(
        self, at: datetime, kept: _Kept, kind: str, place: str, qty: int, **more: object
    ) -> Row:
        values = {
            "kind": kind, "moved_on": at.astimezone(ZONE).date().isoformat(), "product": kept.id,
            "warehouse": self.places[place], "qty": qty, "owner": self.keeper, **more,
        }  # fmt: skip
        row = self.chance.row(at, values)
        self.rows.append(row)
        return row

    def bought(self, at: datetime, kept: _Kept, kind: str, qty: int, source: str) -> None:
        """What comes in at a price of that day."""
        price = kept.cost * Decimal(str(round(self.chance.near(1.0, 0.04, 0.9, 1.12), 4)))
        value = (price * qty).quantize(_CENT, ROUND_HALF_UP)
        self.put(at, kept, kind, kept.home, qty, value=str(value), source=source)


def moves(
    chance: Chance, profile: Profile, staff: Staff, goods: Goods, orders: list[Row]
) -> list[Row]:
    """Every move; nothing leaves that is not there."""
    wanted = profile.count(FORM)
    places = {str(one.set["code"]): one.id for one in goods.warehouses}
    books = _Books(chance, staff.id("caogang"), places)
    kept = {one.id: one for one in _kept(goods)}
    needs = _needs(chance, kept, orders, round(wanted * 0.14), round(wanted * 0.5))
    for id_, own in needs.items():
        _product(books, kept[id_], own)
    _received(books, kept, needs, wanted)
    books.rows.sort(key=lambda one: one.at)
    return books.rows


def _kept(goods: Goods) -> Iterator[_Kept]:
    for row in goods.products:
        category = str(row.set["category"])
        if category in _ELSEWHERE:
            cost = Decimal(str(row.set["std_cost"]))
            home = _SPARES if category == "spare" else _MAIN
            yield _Kept(row.id, str(row.set["sku"]), category, cost, home)


def _needs(
    chance: Chance, kept: Mapping[str, _Kept], orders: list[Row], products: int, most: int
) -> dict[str, list[_Need]]:
    """By product what left: deliveries of orders that are done, a few transfers and losses. Of the
    products that are ordered most.
    """
    first = chance.start + timedelta(days=40)
    delivered = [
        (order, line)
        for order in orders
        if order.set["state"] == "done"
        and date.fromisoformat(str(order.set["delivery_due"])) > first
        for line in cast("list[dict[str, object]]", order.set["lines"])
        if line["product"] in kept
    ]
    ordered = Counter(str(line["product"]) for _, line in delivered)
    those = {id_ for id_, _ in ordered.most_common(products)}
    delivered = [one for one in delivered if one[1]["product"] in those]
    found: dict[str, list[_Need]] = defaultdict(list)
    for order, line in chance.random.sample(delivered, min(len(delivered), most)):
        day = chance.workday(date.fromisoformat(str(order.set["delivery_due"])))
        need = _Need(
            day, "issue", cast("int", line["qty"]), {"order": order.id, "source": "销售出库"}
        )
        found[str(line["product"])].append(need)
    for number, id_ in enumerate(list(found)):
        if number % 5 == 0:
            # Out at the end of a month and in at the beginning of the next: two batches of the load.
            day = chance.pick(chance.months[3:-2]).replace(day=chance.between(24, 28))
            found[id_].append(_Need(day, "transfer_out", chance.between(1, 2), {}))
        if number % 16 == 1:
            note = {"note": "盘点短少", "source": "年度盘点"}
            found[id_].append(
                _Need(chance.workday(chance.pick(chance.months[6:])), "adjust", -1, note)
            )
    return found


def _product(books: _Books, kept: _Kept, needs: list[_Need]) -> None:
    """One product: the opening, and a purchase before each time it would run out."""
    chance = books.chance
    lot = {"instrument": 2, "accessory": 4, "spare": 6, "consumable": 20}[kept.category]
    left = chance.between(1, lot)
    opening = datetime.combine(chance.start, time(8, 0), ZONE)
    books.bought(opening, kept, "opening", left, "期初盘点")
    for need in sorted(needs, key=lambda one: one.day):
        qty = abs(need.qty)
        at = chance.moment(need.day)
        if left < qty:
            more = qty - left + chance.between(0, lot)
            arrived = chance.workday(need.day - timedelta(days=chance.between(3, 20)))
            books.bought(chance.moment(arrived), kept, "receipt", more, "采购入库")
            left += more
        left -= qty
        row = books.put(at, kept, need.kind, kept.home, need.qty, **need.more)
        if need.kind == "transfer_out":
            following = at + timedelta(days=chance.between(8, 11))
            elsewhere = _ELSEWHERE[kept.category]
            books.put(following, kept, "transfer_in", elsewhere, qty, counterpart=row.id)


def _received(
    books: _Books, kept: Mapping[str, _Kept], needs: Mapping[str, list[_Need]], wanted: int
) -> None:
    """What is bought although nothing asks for it yet."""
    chance = books.chance
    known = [kept[one] for one in needs]
    while len(books.rows) < wanted and known:
        at = chance.moment(chance.season_day())
        if at.date() > chance.start:
            books.bought(at, chance.pick(known), "receipt", chance.between(1, 4), "补货入库")
