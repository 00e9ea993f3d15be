"""tombolo import and tombolo export: sheets from the command line, in the name of a member."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tombolo.access import directory
from tombolo.base.errors import Invalid, Missing
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.records.sheets import out
from tombolo.records.sheets.look import Column, Sheet, look, suggested
from tombolo.records.sheets.run import Outcome, own_folder, run
from tombolo.records.sheets.spec import spec_of
from tombolo.records.work import Work
from tombolo.runtime import console, database
from tombolo.runtime import up as house_of
from tombolo.runtime.config import Settings
from tombolo.web.house import House, in_name

SHOWN = 30
As = Annotated[str, typer.Option("--as", help="以谁的名义（账号） · In whose name (login)")]


@dataclass(slots=True)
class _Bench:
    """What an import stands on at the terminal: a member, a progress bar."""

    house: House
    member: UUID
    bar: Progress

    @property
    def pool(self) -> Pool:
        return self.house.pool

    async def work(self, tx: ReadTx, *, hold: bool) -> Work[WriteTx]:
        """A unit of work in the member's name."""
        return await in_name(self.house, self.member, tx, hold=hold)

    async def told(self, outcome: Outcome) -> bool:
        """Move the bar."""
        self.bar.update(self.bar.task_ids[0], completed=outcome.done, total=outcome.total)
        return True

    async def ended(self, tx: WriteTx, work: Work[WriteTx], outcome: Outcome) -> None:
        """Nobody else waits for this."""


def import_(
    file: Annotated[Path, typer.Argument(help=".xlsx 或 .csv 文件 · The file")],
    form: Annotated[str, typer.Option(help="表单，如 crm.customer · The form")],
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="列=字段，可多次 · column=field, repeatable")
    ] = None,
    sheet: Annotated[str, typer.Option(help="工作表 · The sheet")] = "",
    header_row: Annotated[int, typer.Option(help="表头所在行 · The row of headers")] = 0,
    mode: Annotated[str, typer.Option(help="add、update、upsert")] = "add",
    key: Annotated[list[str] | None, typer.Option(help="关键字段 · Key fields")] = None,
    parent_key: Annotated[
        list[str] | None, typer.Option(help="明细归属的主表字段 · What lines belong together by")
    ] = None,
    as_: As = "",
    *,
    skip: Annotated[bool, typer.Option("--skip", help="跳过有问题的行 · Keep good rows")] = False,
    dry: Annotated[bool, typer.Option("--dry", help="只检查，不写入 · Write nothing")] = False,
) -> None:
    """导入表格 · Import a sheet."""

    async def story(settings: Settings) -> int:
        if not file.is_file():
            raise Missing("sheets.no_file", values={"path": str(file)})
        async with _benched(settings, as_) as bench:
            found = await look(file, file.name, header_row or None)
            chosen = _chosen(found, sheet)
            async with bench.pool.read() as tx:
                work = await bench.work(tx, hold=False)
                card = work.catalog.form(form)
                mapping = suggested(card, work.grants.of(form), chosen.columns)
            mapping.update(_mapped(map_ or [], chosen.columns))
            body: dict[str, object] = {
                "sheet": chosen.name, "header_row": chosen.header_row, "mode": mode,
                "mapping": [{"column": c, "path": p} for c, p in mapping.items()],
                "key": key or [], "parent_key": parent_key or [],
                "on_bad": "skip" if skip else "nothing", "dry": dry,
            }  # fmt: skip
            if file.suffix.lower() == ".csv":
                body["sheet"] = ""
            spec = spec_of(form, body)
            with own_folder() as folder, bench.bar as bar:
                bar.add_task(
                    console.said(settings, "sheets.reading", name=file.name), total=chosen.rows
                )
                outcome = await run(bench, spec, file, file.name, Path(folder))
                report = _kept_report(file, outcome)
        _tell(settings, outcome, report, dry=dry)
        return 1 if outcome.bad and not skip else 0

    if console.run(story):
        raise typer.Exit(1)


def export(
    form: Annotated[str, typer.Argument(help="表单，如 crm.customer · The form")],
    file: Annotated[Path, typer.Argument(help=".xlsx 或 .csv 文件 · The file to write")],
    columns: Annotated[str, typer.Option(help="列，逗号分隔 · Columns, by commas")] = "",
    where: Annotated[str, typer.Option(help="条件公式 · A condition, as a formula")] = "",
    sort: Annotated[str, typer.Option(help="排序，如 -amount · Sort")] = "",
    headers: Annotated[str, typer.Option(help="label、key")] = "label",
    as_: As = "",
) -> None:
    """导出表格 · Export a list."""

    async def story(settings: Settings) -> None:
        async with _benched(settings, as_) as bench, bench.pool.read() as tx:
            work = await bench.work(tx, hold=False)
            grant = work.grants.of(work.catalog.form(form).name)
            every = [
                one.key
                for one in work.catalog.form(form).fields
                if grant.sees(one.key) and not one.kind.rows
            ]
            body: dict[str, object] = {
                "columns": [one.strip() for one in columns.split(",") if one.strip()] or every,
                "format": file.suffix.lower().removeprefix("."),
                "headers": headers,
                "sort": [one.strip() for one in sort.split(",") if one.strip()],
                **({"where": {"formula": where}} if where else {}),
            }
            made = await out.prepare(work, out.order_of(form, body))
            with own_folder() as folder, console.err.status(str(file)):
                path = await out.to_file(work, made, Path(folder))
                shutil.copyfile(path, file)
        said = console.said(settings, "sheets.exported", form=form, path=str(file))
        console.out.print(said, highlight=False)

    console.run(story)


@asynccontextmanager
async def _benched(settings: Settings, login: str) -> AsyncGenerator[_Bench]:
    """A member's bench on the running or started database."""
    started = await database.start(settings)
    try:
        opening = house_of.opening(settings, started)
        async with await Pool.open(opening.place, opening.limits) as pool:
            async with pool.read() as tx:
                member = await _member(tx, login)
            bar = Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                TimeRemainingColumn(), console=console.err, transient=True,
            )  # fmt: skip
            yield _Bench(House(opening, pool), member, bar)
    finally:
        await asyncio.to_thread(started.stop)


async def _member(tx: ReadTx, login: str) -> UUID:
    """The member of this login; without one the first administrator."""
    if login:
        found = await directory.by_login(tx, login)
        if found is None or not found.active:
            raise Missing("sheets.no_member", values={"login": login})
        return found.id
    house = await directory.organisation(tx)
    admins = [one for one in house.members if one.is_admin and one.active]
    if not admins:
        raise Missing("sheets.no_admin")
    return admins[0].id


def _chosen(found: Sequence[Sheet], name: str) -> Sheet:
    for one in found:
        if not name or one.name == name:
            return one
    names = "、".join(one.name for one in found)
    raise Invalid("sheets.no_sheet", values={"name": name, "names": names})


def _mapped(given: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """`header=path` as columns and paths; an empty path takes a column out."""
    by_header = {one.header: one.index for one in columns}
    made: dict[int, str] = {}
    for text in given:
        header, mark, path = text.rpartition("=")
        if not mark:
            raise Invalid("sheets.map", values={"given": text})
        if header not in by_header:
            names = "、".join(by_header)
            raise Invalid("sheets.no_heading", values={"name": header, "names": names})
        made[by_header[header]] = path
    return made


def _kept_report(file: Path, outcome: Outcome) -> Path | None:
    if outcome.report is None:
        return None
    # Where one stands, not beside the file: its folder may be somebody else's.
    kept = Path(f"{file.stem}-problems.xlsx")
    shutil.copyfile(outcome.report, kept)
    return kept


def _tell(settings: Settings, outcome: Outcome, report: Path | None, *, dry: bool) -> None:
    """What came of it, and the first problems as a table."""
    language = settings.language
    if outcome.problems:
        heads = ("sheets.row", "sheets.column", "sheets.problem")
        table = Table(*(console.said(settings, code) for code in heads))
        for one in outcome.problems[:SHOWN]:
            table.add_row(str(one.row), one.column, one.message[language])
        console.out.print(table)
        if len(outcome.problems) > SHOWN:
            count = len(outcome.problems) - SHOWN
            console.out.print(console.said(settings, "sheets.more", count=count))
    code = "sheets.dry" if dry else "sheets.done" if outcome.kept else "sheets.nothing"
    said = console.said(
        settings, code, added=outcome.added, updated=outcome.updated, bad=outcome.bad
    )
    console.out.print(said, highlight=False)
    if report:
        console.out.print(
            console.said(settings, "sheets.report", path=str(report)), highlight=False
        )
