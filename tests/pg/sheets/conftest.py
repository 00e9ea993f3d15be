"""A bench for imports: the shop of records, in the name of one person."""

import tempfile
from pathlib import Path

import pytest_asyncio
import xlsxwriter
from tests.pg.sheets.northwind import APP, DATA
from tests.world import World, world

from tombolo.records.sheets.look import look, suggested
from tombolo.records.sheets.run import Outcome, run
from tombolo.records.sheets.spec import Spec


class Desk:
    """Bench of one test: who imports, when to stop."""

    def __init__(self, made: World, login: str, stop_after: int = 10**9) -> None:
        self.made, self.login, self.stop_after = made, login, stop_after
        self.seen: list[int] = []

    @property
    def pool(self):
        return self.made.pool

    async def work(self, tx, *, hold):
        return self.made.work(tx, self.login)

    async def told(self, outcome):
        self.seen.append(outcome.done)
        return outcome.done < self.stop_after

    async def ended(self, tx, work, outcome):
        pass


async def load(made: World, path: Path, form: str, login: str = "ann", **more) -> Outcome:
    """Import a file with the mapping that is suggested, unless one is given."""
    desk = more.pop("desk", None) or Desk(made, login)
    if "mapping" not in more:
        (sheet, *_) = await look(path, path.name)
        grant = made.work(None, login).grants.of(form)
        more["mapping"] = tuple(suggested(made.catalog.form(form), grant, sheet.columns).items())
    with tempfile.TemporaryDirectory() as folder:
        outcome = await run(desk, Spec(form, "", **more), path, path.name, Path(folder))
        if outcome.report:
            kept = Path(tempfile.mkstemp(suffix=".xlsx")[1])
            kept.write_bytes(outcome.report.read_bytes())
            outcome.report = kept
    return outcome


def sheet(path: Path, *rows: list, name: str = "s") -> Path:
    """A small .xlsx."""
    with xlsxwriter.Workbook(
        str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    ) as book:
        made = book.add_worksheet(name)
        for number, row in enumerate(rows):
            made.write_row(number, 0, row)
    return path


@pytest_asyncio.fixture(scope="module")
async def nw(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("kim", roles=["clerk"])
    return made


@pytest_asyncio.fixture(scope="module")
async def full(nw) -> World:
    """With its customers, suppliers and products."""
    for form in ("supplier", "customer", "product"):
        outcome = await load(nw, DATA / "northwind" / f"{form}s.xlsx", f"nw.{form}")
        assert outcome.kept, outcome.problems[:3]
    return nw
