"""One expression, one meaning: what preview shows is what save stores, for one record and for many,
and what a person with a pencil would get."""

from decimal import ROUND_HALF_UP, Decimal

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pg.records_app import APP
from tests.world import World, world

money = st.decimals(min_value=0, max_value=99999, places=2).map(str)
quantity = st.decimals(min_value=Decimal("0.001"), max_value=999, places=3).map(str)
line = st.fixed_dictionaries({"qty": quantity}, optional={"price": money})
order = st.fixed_dictionaries(
    {"lines": st.lists(line, max_size=5)},
    optional={"discount": st.decimals(min_value=0, max_value=Decimal("0.5"), places=4).map(str)},
)


@pytest_asyncio.fixture(scope="module")
async def shop(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


def half_up(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


async def test_preview_save_and_bulk_agree_with_pencil_and_paper(shop):
    (customer,) = (await shop.put("ann", "shop.customer", {"name": "定律"})).ids
    (product,) = (await shop.put("ann", "shop.product", {"name": "泵", "list_price": "12.5"})).ids

    drawn: list[dict] = []

    @given(order)
    @settings(
        max_examples=60, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    def draw(one):
        drawn.append(one)

    draw()
    rows = [
        {
            **one,
            "customer": customer,
            "lines": [{"product": product, **line} for line in one["lines"]],
        }
        for one in drawn
    ]
    bulk = await shop.put("ann", "shop.order", *rows)
    for row, id_ in zip(rows, bulk.ids, strict=True):
        seen = await shop.try_("ann", "shop.order", row)
        kept = (await shop.get("ann", "shop.order", id_)).values
        single = (await shop.put("ann", "shop.order", row)).ids[0]
        alone = (await shop.get("ann", "shop.order", single)).values
        by_hand = [
            half_up(Decimal(one["qty"]) * Decimal(one.get("price", "12.5"))) for one in row["lines"]
        ]
        total = sum(by_hand, Decimal(0))
        net = half_up(total * (1 - Decimal(row.get("discount", "0"))))
        expected = {"total": total, "net": net, "tax": half_up(net * Decimal("0.13"))}
        for key, value in expected.items():
            assert (
                Decimal(seen.values[key]) == Decimal(kept[key]) == Decimal(alone[key]) == value
            ), (key, row)
        assert [one["total"] for one in seen.lines["lines"]] == [
            one["total"] for one in kept["lines"]
        ]
