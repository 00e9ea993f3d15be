"""A stage moves along its graph, through its gates, by whichever road the change comes."""

import pytest
from tests.pg.stages.conftest import READY

from tombolo.base.errors import Invalid
from tombolo.records.write.change import Change
from tombolo.records.write.save import create, update


def told(refused: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(one.code, one.place) for one in refused.value.problems}


async def new(deal, **set_) -> str:
    made = await deal.put("li", "deal.opp", {"name": "X", **set_})
    return made.ids[0]


async def test_a_new_record_begins_in_the_first_stage_and_knows_since_when(deal):
    id_ = await new(deal, amount="1000")
    values = (await deal.get("li", "deal.opp", id_)).values
    assert values["stage"] == "s1" and values["probability"] == "0.1"
    assert values["weighted"] == "100"
    assert values["stage_state"] == "open" and values["stage_days"] == "0"
    assert values["stage_entered_on"] == "2026-06-30" and values["age"] == "0"
    assert values["stage_stalled"] is False
