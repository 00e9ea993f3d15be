"""Story 3 of the CRM with the suite as it is shipped: gates, tasks, days of each stage, the funnel."""

from collections import defaultdict
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise

import pytest
import pytest_asyncio
from tests.pg.suites.test_suites import install
from tests.world import World, world

from tombolo.base.errors import Denied, Invalid
from tombolo.records import files
from tombolo.records.stages import sound
from tombolo.records.stages.bar import bars
from tombolo.records.stages.tasks import Act, act, mine
from tombolo.suites.shipped import folders

FORM = "crm.opportunity"
REP, HEAD, CHIEF, APP = "sales_rep", "sales_head", "sales_director", "app_head"
ORDER = ["requirement", "solution", "quotation", "tender", "negotiation", "won"]
BACK = {"stage_reason": "客户改方案"}
LOST = {"lost_reason": "price", "competitor": "竞品甲"}
INVALID = {"invalid_reason": "no_need"}
# (day, stage, who moves it, what is said with it)
STORY = {
    "A": [
        ("01-05", "requirement", REP, {"needs_tender": True}), ("01-19", "solution", REP, {}),
        ("02-10", "quotation", REP, {}), ("02-14", "solution", HEAD, BACK),
        ("02-20", "quotation", REP, {}), ("03-12", "tender", REP, {}),
        ("04-02", "negotiation", REP, {}), ("04-16", "won", REP, {}),
    ],
    "B": [("01-08", "requirement", REP, {}), ("01-28", "solution", REP, {}), ("02-27", "lost", REP, LOST)],
    "C": [("01-12", "requirement", REP, {}), ("01-22", "invalid", REP, INVALID)],
    "D": [
        ("02-02", "requirement", REP, {}), ("02-12", "solution", REP, {}),
        ("03-04", "quotation", REP, {}), ("04-03", "negotiation", REP, {}), ("04-23", "won", REP, {}),
    ],
    "E": [("03-02", "requirement", REP, {}), ("03-20", "solution", REP, {})],
}  # fmt: skip
NEEDS = {"need_summary": "表面张力测量", "match_level": "full", "budget_known": True}
MONEY = {"amount": "500000", "expected_close": "2026-06-30"}


def at(day: str) -> datetime:
    """09:00 in Shanghai on that day of 2026."""
    return datetime.fromisoformat(f"2026-{day}T01:00:00").replace(tzinfo=UTC)


class Firm:
    """The suite with its people, a customer, an instrument, and a clock that is set."""

    def __init__(self, house: World, folder) -> None:
        self.house, self.folder = house, folder
        self.made: dict[str, str] = {}
        self.customer = self.product = ""

    async def settle(self) -> None:
        customer = {"name": "故事客户", "industry": "chemical", "source": "cold"}
        self.customer = (await self.house.put(REP, "crm.customer", customer)).ids[0]
        goods = {"sku": "K1", "name": "张力仪", "category": "instrument", "list_price": "500000"}
        self.product = (await self.house.put("ann", "erp.product", goods)).ids[0]

    async def file(self) -> str:
        async def parts():
            yield b"PDF of a solution"

        stored = await files.keep(self.folder, "方案.txt", parts(), 1 << 20)
        async with self.house.writing(REP) as work:
            return str((await files.add(work, stored, "方案.txt")).id)

    async def tasks(self, id_: str) -> None:
        """What is mandatory where it stands, done by who sells."""
        async with self.house.writing(REP) as work:
            for bar in await bars(work, FORM, id_):
                for one in [task for stage in bar.stages for task in stage["tasks"]]:
                    if one["state"] == "todo" and one["mandatory"]:
                        await act(work, one["id"], Act("done", "已确认"))

    async def paper(self, id_: str, to: str) -> dict[str, object]:
        """What the gate to `to` asks for, brought about; what is said with the move."""
        line = {"product": self.product, "unit_price": "500000"}
        if to == "solution":
            return {**NEEDS, **MONEY}
        if to == "quotation":
            return {"solution_file": [await self.file()], "customer_confirmed_on": "2026-02-01"}
        if to in {"tender", "negotiation"}:
            quote = {"opportunity": id_, "delivery_weeks": 8, "state": "approved", "lines": [line]}
            await self.house.put(
                "ann", "crm.quotation", quote
            )  # approved: by its flow, not by hand
        return {}

    async def bid(self, id_: str) -> None:
        tender = {
            "title": "采购", "source_site": "官网", "notice_no": f"N-{id_}", "buyer": "故事客户",
            "opportunity": id_, "deadline": "2026-04-01 10:00", "decision": "bid",
            "bid_amount": "500000", "result": "won",
        }  # fmt: skip
        await self.house.put(REP, "crm.tender", tender)

    async def order(self, id_: str) -> None:
        order = {
            "opportunity": id_, "state": "approved",
            "lines": [{"product": self.product, "unit_price": "500000"}],
            "payment_terms": [{"name": "deposit", "pct": "1", "trigger": "signed"}],
        }  # fmt: skip
        await self.house.put("ann", "crm.sales_order", order)

    async def move(self, who: str, id_: str, **set_: object) -> None:
        await self.house.change(who, FORM, id_, **set_)

    async def refused(self, who: str, id_: str, **set_: object) -> set[tuple[str, str]]:
        with pytest.raises(Invalid) as caught:
            await self.move(who, id_, **set_)
        return {(one.code, one.place) for one in caught.value.problems}


@pytest_asyncio.fixture(scope="module")
async def firm(pool, tmp_path_factory) -> Firm:
    await install(pool, folders())
    house = await world(pool)
    sales = await house.department("销售部")
    for login in (REP, HEAD, CHIEF, APP):
        await house.person(login, roles=[login], department=sales)
    made = Firm(house, tmp_path_factory.mktemp("files"))
    house.now = at("01-04")
    await made.settle()
    return made


@pytest_asyncio.fixture(scope="module")
async def told(firm) -> Firm:
    """The five opportunities, told in the order of the days."""
    house = firm.house
    steps = sorted((day, name, n) for name, way in STORY.items() for n, (day, *_) in enumerate(way))
    for day, name, n in steps:
        house.now = at(day)
        _, stage, who, more = STORY[name][n]
        if n == 0:
            new = {"name": name, "customer": firm.customer, **more}
            firm.made[name] = (await house.put(who, FORM, new)).ids[0]
            continue
        id_ = firm.made[name]
        if stage in ORDER and who == REP:
            await firm.tasks(id_)
            more = {**more, **await firm.paper(id_, stage)}
            if STORY[name][n - 1][1] == "tender":
                await firm.bid(id_)
            if stage == "won":
                await firm.order(id_)
        await firm.move(who, id_, stage=stage, **more)
        if who == HEAD:
            assert (await house.get(REP, FORM, id_)).values["probability"] == "0.25"
    house.now = at("04-30")
    return firm


async def stays(firm: Firm) -> dict[str, list[tuple[str, int, bool]]]:
    """By opportunity: stage, days, whether it was left."""
    async with firm.house.reading(REP) as work:
        rows = await work.tx.rows(
            "select o.name, v.stage, v.left_at is not null as over,"
            " extract(epoch from coalesce(v.left_at, $1) - v.entered_at) / 86400 as days"
            " from sys_stage_visit v join crm_opportunity o on o.id = v.record"
            " where not v.outcome and o.name = any ($2) order by o.name, v.visit",
            firm.house.now, list(STORY),
        )  # fmt: skip
    found: dict[str, list[tuple[str, int, bool]]] = defaultdict(list)
    for row in rows:
        found[row["name"]].append((row["stage"], int(row["days"]), row["over"]))
    return found


def spent(way: list[tuple[str, int, bool]]) -> list[int]:
    """Days in each stage, all its stays together."""
    return [sum(days for at_, days, _ in way if at_ == stage) for stage in ORDER[:5]]


async def test_the_days_of_every_stage(told):
    found = await stays(told)
    assert spent(found["A"]) == [14, 28, 24, 21, 14]
    assert [days for stage, days, _ in found["A"] if stage in {"solution", "quotation"}] == [
        22,
        4,
        6,
        20,
    ]
    assert sum(spent(found["A"])) == 101
    assert spent(found["B"]) == [20, 30, 0, 0, 0]
    assert spent(found["C"]) == [10, 0, 0, 0, 0]
    assert spent(found["D"]) == [10, 20, 30, 0, 20]
    assert sum(spent(found["D"])) == 80
    assert found["E"] == [("requirement", 18, True), ("solution", 41, False)]
    async with told.house.reading(REP) as work:
        assert await sound.differences(work.tx, told.house.catalog) == []


async def test_the_funnel(told):
    found = await stays(told)
    average = {}
    for n, stage in enumerate(ORDER[:5]):
        left = [
            spent(way)[n]
            for way in found.values()
            if any(one[0] == stage for one in way)
            and all(over for at_, _, over in way if at_ == stage)
        ]
        average[stage] = (Fraction(sum(left), len(left)), len(left))
    assert list(average.values()) == [
        (Fraction("14.4"), 5), (Fraction(26), 3), (Fraction(27), 2), (Fraction(21), 1), (Fraction(17), 2),
    ]  # fmt: skip
    ends = {
        name: (await told.house.get(REP, FORM, id_)).values["stage"]
        for name, id_ in told.made.items()
    }
    highest = {
        name: max(ORDER.index(one) for one in (*(s for s, *_ in way), ends[name]) if one in ORDER)
        for name, way in found.items()
    }
    reached = [sum(1 for one in highest.values() if one >= n) for n in range(6)]
    assert reached == [5, 4, 2, 2, 2, 2]
    ways = [Fraction(b, a) for a, b in pairwise(reached)]
    assert ways == [Fraction(4, 5), Fraction(1, 2), 1, 1, 1]
    counts = {
        end: sum(1 for one in ends.values() if one == end) for end in ("won", "lost", "invalid")
    }
    assert Fraction(counts["won"], counts["won"] + counts["lost"]) == Fraction(2, 3)
    assert Fraction(counts["won"], sum(counts.values())) == Fraction(1, 2)


async def test_what_stands_too_long_is_stalled(told):
    values = (await told.house.get(REP, FORM, told.made["E"])).values
    assert (values["stage_days"], values["stage_stalled"]) == ("41", True)
    assert values["probability"] == "0.25" and values["weighted"] == "125000"
    assert values.get("closed_on") is None
    over = (await told.house.get(REP, FORM, told.made["A"])).values
    assert (over["stage_state"], over["closed_on"], over["probability"]) == (
        "won",
        "2026-04-16",
        "1",
    )
    stalled = await told.house.rows(REP, FORM, ["name"], where={"formula": "stage_stalled"})
    assert stalled == [["E"]]


async def test_every_gate_names_what_it_wants(firm):
    house = firm.house
    house.now = at("05-04")
    new = {"name": "闸口", "customer": firm.customer, "needs_tender": True}
    (id_,) = (await house.put(REP, FORM, new)).ids
    # A jump, a loss without a reason, a stage without what it asks for.
    assert ("stage.not_next", "stage") in await firm.refused(REP, id_, stage="negotiation")
    assert await firm.refused(REP, id_, stage="lost") == {
        ("stage.ask", "lost_reason"), ("stage.enter", "lost_note"),
    }  # fmt: skip
    await firm.tasks(id_)
    some = {**NEEDS, **MONEY, "match_level": None}
    assert await firm.refused(REP, id_, stage="solution", **some) == {
        ("stage.require", "match_level")
    }
    await firm.move(REP, id_, stage="solution", **NEEDS, **MONEY)
    # The mandatory task of the stage is open.
    paper = await firm.paper(id_, "quotation")
    assert await firm.refused(REP, id_, stage="quotation", **paper) == {("stage.task", "stage")}
    await firm.tasks(id_)
    await firm.move(REP, id_, stage="quotation", **paper)
    await firm.tasks(id_)
    # A quotation that is only drafted opens nothing.
    line = {"product": firm.product, "unit_price": "500000"}
    draft = {"opportunity": id_, "delivery_weeks": 8, "lines": [line]}
    (quote,) = (await house.put(REP, "crm.quotation", draft)).ids
    refused = await firm.refused(REP, id_, stage="tender")
    assert {code for code, _ in refused} == {"stage.exit"}
    await house.change("ann", "crm.quotation", quote, state="approved")
    # Who needs a tender does not pass it over.
    assert ("stage.not_next", "stage") in await firm.refused(REP, id_, stage="negotiation")
    await firm.move(REP, id_, stage="tender")
    await firm.tasks(id_)
    assert {code for code, _ in await firm.refused(REP, id_, stage="negotiation")} == {"stage.exit"}
    await firm.bid(id_)
    await firm.move(REP, id_, stage="negotiation")
    assert {code for code, _ in await firm.refused(REP, id_, stage="won")} == {"stage.enter"}
    # Back is the head's, with a reason; the probability follows.
    assert {code for code, _ in await firm.refused(REP, id_, stage="tender", **BACK)} == {
        "stage.who"
    }
    assert await firm.refused(HEAD, id_, stage="tender") == {("stage.reason", "stage_reason")}
    await firm.move(HEAD, id_, stage="tender", **BACK)
    assert (await house.get(REP, FORM, id_)).values["probability"] == "0.7"


async def test_what_was_lost_is_reopened_by_the_director_within_ninety_days(firm):
    house = firm.house
    house.now = at("05-06")
    (id_,) = (await house.put(REP, FORM, {"name": "再开", "customer": firm.customer})).ids
    await firm.move(REP, id_, stage="lost", **LOST)
    why = {"stage_reason": "客户回来了"}
    again = {"stage": "requirement", **why}
    assert {code for code, _ in await firm.refused(HEAD, id_, **again)} == {"stage.who"}
    house.now = at("08-06")
    assert {code for code, _ in await firm.refused(CHIEF, id_, **again)} == {"stage.too_late"}
    house.now = at("08-03")
    await firm.move(CHIEF, id_, **again)
    assert (await house.get(REP, FORM, id_)).values["stage_state"] == "open"


async def test_the_head_of_application_sees_the_tasks_but_no_amount(firm):
    house = firm.house
    house.now = at("05-08")
    new = {"name": "应用", "customer": firm.customer, **MONEY}
    (id_,) = (await house.put(REP, FORM, new)).ids
    async with house.writing(APP) as work:
        (task,) = [one for one in await mine(work) if one["record"] == id_]
        assert (task["key"], task["role"]) == ("fit", "app_head")
        await act(work, task["id"], Act("done", "匹配"))
    seen = (await house.get(APP, FORM, id_)).values
    assert not {"amount", "amount_cny", "weighted"} & seen.keys()
    with pytest.raises(Denied):
        await firm.move(APP, id_, stage="lost", **LOST)
    with pytest.raises(Invalid):
        await firm.move(REP, id_, probability="0.9")
