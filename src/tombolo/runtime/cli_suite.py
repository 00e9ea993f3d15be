"""tombolo suite: apps as folders of YAML — check, plan, apply, export."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from tombolo.access import messages as access_messages
from tombolo.base import words
from tombolo.base.problems import Problem
from tombolo.base.words import Templates
from tombolo.pg.pool import Pool
from tombolo.runtime import console, database
from tombolo.runtime.config import Settings
from tombolo.schema import condition as formula_messages
from tombolo.schema import messages as schema_messages
from tombolo.schema import store
from tombolo.schema.change.kept import Underway
from tombolo.schema.change.run import Told
from tombolo.schema.change.split import large_of
from tombolo.schema.store import Effect, Plan
from tombolo.suites import apply as suites_apply
from tombolo.suites import check as suites_check
from tombolo.suites import export as suites_export
from tombolo.suites import json_schema
from tombolo.suites import messages as suites_messages
from tombolo.suites import plan as suites_plan
from tombolo.suites.package import Finding, Package, found
from tombolo.suites.read import read, with_needed

app = typer.Typer(no_args_is_help=True, help="套件 · Suites: apps as folders of YAML")
TABLE: Templates = {
    **console.TABLE,
    **formula_messages.MESSAGES,
    **schema_messages.MESSAGES,
    **access_messages.MESSAGES,
    **suites_messages.MESSAGES,
}

Folders = Annotated[
    list[Path], typer.Argument(help="套件文件夹 · Folders of suites", exists=True, file_okay=False)
]


@app.command()
def check(folders: Folders) -> None:
    """检查套件，逐条指出文件和行 · Every problem with its file and line."""
    settings = console.settings()
    packages = _read(settings, with_needed(folders))
    _demand(settings, suites_check.check(packages))
    console.out.print(console.said(settings, "suite.good", count=len(packages)), highlight=False)


@app.command()
def plan(folders: Folders) -> None:
    """看看应用后会改动什么，不写入 · What applying would change; nothing is written."""

    async def story(settings: Settings) -> None:
        packages = _read(settings, folders)
        async with database.opened(settings) as pool:
            _show(settings, await _planned(settings, pool, packages))

    console.run(story)


@app.command()
def apply(
    folders: Folders,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 · Do not ask")] = False,
) -> None:
    """安装或更新套件 · Install or update suites, after showing the plan."""

    async def story(settings: Settings) -> None:
        packages = _read(settings, folders)
        async with database.opened(settings) as pool:
            with _bar() as bar:
                await suites_apply.take_up(pool, _told(settings, bar))
            todo = await _planned(settings, pool, packages)
            _show(settings, todo)
            if not todo.sources:
                return
            if not yes and not typer.confirm(console.said(settings, "suite.ask")):
                raise typer.Exit(1)
            note = " ".join(package.app for package in packages)
            with _bar() as bar:
                version = await suites_apply.apply(
                    pool, todo, by=None, note=note, zone=settings.time_zone,
                    large=settings.large_table, told=_told(settings, bar),
                )  # fmt: skip
        text = console.said(settings, "suite.applied", version=version)
        console.out.print(text, highlight=False)

    console.run(story)


@app.command()
def export(
    name: Annotated[str, typer.Argument(metavar="APP", help="应用 · The app's key")],
    folder: Annotated[Path, typer.Argument(help="文件夹 · Where to", file_okay=False)],
) -> None:
    """把已安装的应用导出为文件夹 · An installed app as a folder."""

    async def story(settings: Settings) -> None:
        async with database.opened(settings) as pool, pool.read() as tx:
            files = await suites_export.texts(tx, name)
        made = suites_export.write(folder, name, files)
        text = console.said(settings, "suite.exported", count=len(made), folder=str(folder))
        console.out.print(text, highlight=False)

    console.run(story)


@app.command()
def versions() -> None:
    """列出定义的历次版本 · The versions of the definitions, newest first."""

    async def story(settings: Settings) -> None:
        async with database.opened(settings) as pool, pool.read() as tx:
            applied = await store.versions(tx)
        table = Table("版本 version", "时间 at", "说明 note")
        for one in applied:
            table.add_row(str(one.version), f"{one.at:%Y-%m-%d %H:%M:%S}", one.note)
        console.out.print(table)

    console.run(story)


@app.command()
def schema(
    folder: Annotated[Path, typer.Argument(help="写到哪里 · Where to")] = Path("suites/_schema"),
) -> None:
    """生成编辑器用的 JSON Schema · JSON Schemas that complete and check the YAML in an editor."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in json_schema.schemas().items():
        text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
        console.out.print(str(folder / name), highlight=False)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    return Progress(*columns, TimeElapsedColumn(), console=console.out, transient=True)


def _told(settings: Settings, bar: Progress) -> Told:
    """How far a change of large tables is, for who waits at the terminal."""

    async def told(now: Underway) -> None:
        code = "suite.finishing" if now.state == "finishing" else "suite.preparing"
        text = console.said(settings, code, note=now.note)
        if not bar.tasks:
            bar.add_task(text)
        bar.update(bar.tasks[0].id, description=text, completed=now.done, total=now.total)

    return told


def _read(settings: Settings, folders: Sequence[Path]) -> list[Package]:
    packages, findings = read(folders)
    _demand(settings, findings)
    return packages


async def _planned(settings: Settings, pool: Pool, packages: Sequence[Package]) -> Plan:
    async with pool.read() as tx:
        made = await suites_plan.plan(tx, packages, settings.time_zone)
    _demand(settings, [found(packages, problem) for problem in made.problems])
    return made


def _demand(settings: Settings, findings: Sequence[Finding]) -> None:
    """Tell every finding and end, if there are any."""
    if not findings:
        return
    for one in sorted(findings, key=lambda one: (one.file, one.line)):
        text = f"{one.file}:{one.line}: {_words(settings, one.problem)}"
        console.err.print(text, highlight=False, markup=False, soft_wrap=True)
    text = words.sentence(TABLE, "suite.invalid", settings.language, {"count": len(findings)})
    console.err.print(f"✗ {text}", style="red", highlight=False, markup=False)
    raise typer.Exit(1)


def _words(settings: Settings, problem: Problem) -> str:
    return words.sentence(TABLE, problem.code, settings.language, problem.values)


def _show(settings: Settings, todo: Plan) -> None:
    if not todo.sources:
        console.out.print(console.said(settings, "suite.nothing"), highlight=False)
        return
    table = Table("变更 step", "位置 where", "行数 rows", "丢失 lost", "例如 examples")
    # Columns that nobody meets by name follow from the balances that need them.
    shown = [one for one in todo.effects if not _is_hidden(one)]
    for effect in shown:
        lost = str(effect.lost) if effect.lost else ""
        table.add_row(
            effect.step.what.replace("_", " "),
            _where(effect),
            str(effect.rows) if effect.rows else "",
            lost,
            ", ".join(effect.examples),
            style="red" if lost else "",
        )
    if shown:
        console.out.print(table)
    files = len(todo.sources)
    text = console.said(settings, "suite.plan", files=files, steps=len(shown))
    console.out.print(text, highlight=False)
    if large := large_of(todo, settings.large_table):
        names = ", ".join(sorted(large))
        console.out.print(console.said(settings, "suite.large", names=names), highlight=False)


def _is_hidden(effect: Effect) -> bool:
    column = effect.step.column or effect.step.old
    return column is not None and column.name.startswith("_")


def _where(effect: Effect) -> str:
    step = effect.step
    column = step.column or step.old
    last = column.name if column else step.index.name if step.index else ""
    place = f"{step.table}.{last}" if last else step.table
    return f"{step.was} → {place}" if step.was else place
