"""tombolo holidays: the workspace's calendar of days off, and of weekend days that are worked."""

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg.pool import WriteTx
from tombolo.records import calendar
from tombolo.runtime import console, database
from tombolo.runtime.config import Settings
from tombolo.schema import store
from tombolo.schema.change.again import Again, Asked
from tombolo.schema.holidays import Day, holidays
from tombolo.schema.public_days import public_days

app = typer.Typer(help="节假日与调休 · Days off and weekend days worked", no_args_is_help=True)
_WORKED = {"1", "true", "yes", "班", "上班"}


@app.command("show")
def show(year: Annotated[int, typer.Argument(help="年份 · Year")]) -> None:
    """列出一年的节假日与调休 · The days of one year."""

    async def story(settings: Settings) -> tuple[Day, ...]:
        async with database.opened(settings) as pool, pool.read() as tx:
            return await holidays(tx, year)

    for one in console.run(story):
        console.out.print(f"{one.day.isoformat()}  {'班 worked' if one.works else '休 off'}")


@app.command("set")
def put(
    year: Annotated[int, typer.Argument(help="年份 · Year")],
    path: Annotated[Path, typer.Argument(help="CSV: 日期[,班] · date[,worked]")],
) -> None:
    """用文件替换一年的节假日 · The days of one year from a file; stored values follow."""

    async def story(settings: Settings) -> None:
        await _keep(settings, year, _read(path))

    console.run(story)


@app.command("public")
def public(year: Annotated[int, typer.Argument(help="年份 · Year")]) -> None:
    """填入国务院公布的放假与调休 · The public holidays of China; stored values follow."""

    async def story(settings: Settings) -> None:
        days = public_days(year)
        if not days:
            raise Invalid("holidays.not_announced", values={"year": year})
        await _keep(settings, year, days)

    console.run(story)


async def _keep(settings: Settings, year: int, days: Sequence[Day]) -> None:
    async def changed(tx: WriteTx) -> Again:
        asked = Asked(None, str(year), settings.time_zone, settings.large_table)
        return await calendar.change(tx, await store.load(tx), year, days, asked)

    async with database.opened(settings) as pool:
        made = await pool.patiently(changed)
    code = "holidays.behind" if made.change else "holidays.kept"
    console.out.print(console.said(settings, code, year=year, count=made.count))


def _read(path: Path) -> list[Day]:
    """Lines of `2026-10-01` and `2026-10-10,班`. Raises Invalid with every bad line."""
    days: list[Day] = []
    problems: list[Problem] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file), 1):
            if not row or not row[0].strip() or row[0].strip().startswith("#"):
                continue
            try:
                day = dt.date.fromisoformat(row[0].strip())
            except ValueError:
                if number > 1:  # the first line may be a heading
                    values = {"given": row[0][:40]}
                    problems.append(Problem("holidays.no_date", f"{path.name}:{number}", values))
                continue
            days.append(Day(day, len(row) > 1 and row[1].strip().lower() in _WORKED))
    if problems:
        raise Invalid("holidays.bad_file", problems=problems)
    return days
