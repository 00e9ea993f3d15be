"""The way every opportunity went: its stays in the stages, what was done there, and by whom.

Drawn for each opportunity from its own id, so that nothing else of the company depends on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID, uuid5

from tombolo.records.visits.past import Deed, Stay
from tombolo.schema.pipeline import Pipeline, Task
from tombolo.schema.stage_fields import ROLE
from tombolo.suites.demo.chance import ZONE
from tombolo.suites.demo.deals import Deal
from tombolo.suites.demo.people import PEOPLE, Staff

_BACK = 0.08  # of those that were quoted went back to the solution once
_WHY = (
    "客户要求修改配置，退回调整方案。",
    "技术指标有变，方案需要重新确认。",
    "客户预算调整，方案重做。",
)
_RESULTS = (
    "已与客户沟通，结论记录在跟进中。",
    "样品测试结果符合要求，产品匹配。",
    "客户已邮件确认，无异议。",
    "与主要竞品对比，指标占优，价格略高。",
)


@dataclass(frozen=True, slots=True)
class Past:
    """The way of one opportunity, in the order it went."""

    record: str
    owner: str
    way: tuple[tuple[str, datetime], ...]  # stage or outcome, since when
    back: tuple[int, ...]  # the steps of the way that went back


def pasts(made: Sequence[Deal], as_of: date) -> dict[str, Past]:
    """By opportunity."""
    return {one.row.id: _past(one, as_of) for one in made}


def _past(deal: Deal, as_of: date) -> Past:
    random = Random(deal.row.id)
    days = [(stage, deal.entered[stage]) for stage in deal.stages]
    back: tuple[int, ...] = ()
    if "quotation" in deal.stages and random.random() < _BACK:
        at = deal.stages.index("quotation")
        first = deal.entered["quotation"]
        after = [day for _, day in days[at + 1 :]]
        end = after[0] if after else deal.closed or as_of
        third = (end - first).days // 3
        if third:
            days[at + 1 : at + 1] = [
                ("solution", first + timedelta(days=third)),
                ("quotation", first + timedelta(days=2 * third)),
            ]
            back = (at + 1,)
    if deal.closed:
        days.append((deal.outcome, deal.closed))
    way: list[tuple[str, datetime]] = []
    at_last = deal.row.at
    for n, (stage, day) in enumerate(days):
        hour = datetime.combine(day, time(9), ZONE) + timedelta(minutes=random.randint(0, 500))
        at_last = max(at_last + timedelta(minutes=1), hour) if n else at_last
        way.append((stage, at_last))
    return Past(deal.row.id, deal.owner, tuple(way), back)


def told(past: Past, line: Pipeline, staff: Staff, as_of: date) -> tuple[list[Stay], list[Deed]]:
    """The stays and tasks of one opportunity, as the stages of the suite ask for them."""
    random = Random(f"{past.record} tasks")
    stays: list[Stay] = []
    deeds: list[Deed] = []
    holders = {role: _holder(staff, role, past.owner) for role in ("app_head", "sales_head")}
    for n, (stage, at) in enumerate(past.way):
        left = past.way[n + 1][1] if n + 1 < len(past.way) else None
        went_back = n in past.back
        by = holders["sales_head"] if went_back else past.owner
        reason = random.choice(_WHY) if went_back else ""
        ends = line.outcome(stage) is not None
        stays.append(Stay(past.record, n + 1, stage, ends, at, left, by, reason))
        step = line.step(stage)
        onward = left is not None and line.outcome(past.way[n + 1][0]) is None
        onward = onward and n + 1 not in past.back
        for position, task in enumerate(step.tasks if step else ()):
            spot = _Spot(past, n + 1, stage, position, at, left, onward)
            deeds.append(_deed(random, task, spot, as_of, holders))
    return stays, deeds


@dataclass(frozen=True, slots=True)
class _Spot:
    """Which stay of which opportunity, and which of its tasks; `onward`: it was left to go on."""

    past: Past
    visit: int
    stage: str
    position: int
    at: datetime
    left: datetime | None
    onward: bool


def _deed(random: Random, task: Task, spot: _Spot, as_of: date, holders: Mapping[str, str]) -> Deed:
    past, at, left = spot.past, spot.at, spot.left
    role = ROLE.fullmatch(task.who)
    due = at.astimezone(ZONE).date() + timedelta(days=task.due) if task.due is not None else None
    end = left or datetime.combine(as_of, time(18), ZONE)
    state = "done"
    if left is None:
        # What is due is mostly done, what is not yet due sometimes.
        state = "done" if random.random() < (0.7 if due and due <= as_of else 0.25) else "todo"
    elif not (spot.onward and task.mandatory) and random.random() < 0.4:
        state = "skipped"
    done = at + (end - at) * random.uniform(0.2, 0.9) if state == "done" else left
    mine = past.owner if not role else holders.get(role[1], past.owner)
    return Deed(
        id=str(uuid5(UUID(past.record), f"{spot.visit} {task.key}")),
        record=past.record,
        visit=spot.visit,
        stage=spot.stage,
        key=task.key,
        position=spot.position,
        mandatory=task.mandatory,
        who=None if role else past.owner,
        role=role[1] if role else "",
        due_on=due,
        state=state,
        result=random.choice(_RESULTS) if task.result and state == "done" else "",
        done_at=None if state == "todo" else done,
        done_by=None if state == "todo" else mine if state == "done" else past.owner,
    )


def _holder(staff: Staff, role: str, owner: str) -> str:
    """Who has the role; of several, who is of the owner's region."""
    regions = {staff.id(one.login): one.region for one in PEOPLE}
    those = [one for one in PEOPLE if role in one.roles and not one.left_ago]
    near = [one for one in those if one.region == regions.get(owner)]
    return staff.id((near or those)[0].login)
