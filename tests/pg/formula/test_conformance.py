"""Every function that a spreadsheet has too, against the spreadsheet's answers.

tools/conformance.py has made the files. Where we mean to differ it stands in differences.json: the
formula, our answer, and why.
"""

import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from tests.pg.formula.frames import answer

FOLDER = Path(__file__).with_name("conformance")
FILES = sorted(path for path in FOLDER.glob("*.json") if path.stem != "differences")
DIFFERENCES = {
    one["ours"]: one for one in json.loads((FOLDER / "differences.json").read_text("utf-8"))
}
FIRST = date(1899, 12, 30)  # day 0 of a spreadsheet
CLOSE = Decimal("1e-9")


def plain(value: Any) -> Any:
    """Our answer as a spreadsheet has it: numbers for dates, times and conditions."""
    match value:
        case bool():
            return Decimal(int(value))
        case datetime():
            wall = value.astimezone(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
            apart = wall - datetime(1899, 12, 30)
            return Decimal(apart.days) + Decimal(apart.seconds) / 86_400
        case date():
            return Decimal((value - FIRST).days)
        case time():
            return Decimal(value.hour * 3600 + value.minute * 60 + value.second) / 86_400
        case None:
            return ""
        case _:
            return value


def same(ours: Any, kind: str, value: str) -> bool:
    """A spreadsheet's error is our blank; its numbers are binary, ours exact."""
    if kind == "e":
        return ours == ""
    if kind == "str":
        return ours == value
    if not isinstance(ours, Decimal):
        return False
    wanted = Decimal(value)
    return abs(ours - wanted) <= CLOSE * max(Decimal(1), abs(wanted))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_as_a_spreadsheet(deals: asyncpg.Connection, path: Path) -> None:
    cases = json.loads(path.read_text("utf-8"))
    assert len(cases) >= 8
    wrong: list[tuple[str, object, object]] = []
    for case in cases:
        ours = plain(await answer(deals, case["ours"]))
        if known := DIFFERENCES.get(case["ours"]):
            if str(ours) != known["answer"] or same(ours, case["kind"], case["value"]):
                wrong.append((case["ours"], str(ours), known["answer"]))
        elif not same(ours, case["kind"], case["value"]):
            wrong.append((case["ours"], str(ours), (case["kind"], case["value"])))
    assert wrong == []


def test_every_difference_has_its_reason_and_its_case() -> None:
    cases = {case["ours"] for path in FILES for case in json.loads(path.read_text("utf-8"))}
    assert [one for one in DIFFERENCES.values() if not one["because"]] == []
    assert set(DIFFERENCES) - cases == set()
