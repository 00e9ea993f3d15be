"""tombolo doctor: the settings, and what is wrong."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from tombolo.runtime import console, doctor, doctor_rebuild
from tombolo.runtime.config import Settings

_SIGN = {"good": "[green]✓[/green]", "warn": "[yellow]![/yellow]", "bad": "[red]✗[/red]"}


def run(
    *,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="清理残留、重建无效索引 · Clear leftovers, rebuild indexes"),
    ] = False,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild",
            help="计算字段和余额逐一核对 · Compare every computed value and balance with a rebuild",
        ),
    ] = False,
) -> None:
    """检查安装 · Print the settings, look at everything, say what to do."""
    settings = console.settings()
    console.out.print(_settings(settings))
    if repair:
        count = asyncio.run(doctor.repair(settings))
        console.out.print(console.said(settings, "doctor.repaired", count=count), highlight=False)
    findings = asyncio.run(doctor.examine(settings))
    if rebuild:
        findings += asyncio.run(doctor_rebuild.compared(settings, put_right=repair))
    for finding in findings:
        text = console.said(settings, finding.code, **finding.values)
        console.out.print(f"{_SIGN[finding.grade]} {text}", highlight=False, soft_wrap=True)
    count = sum(finding.grade != "good" for finding in findings)
    code = "doctor.bad" if count else "doctor.good"
    console.out.print(console.said(settings, code, count=count), highlight=False)
    if any(finding.grade == "bad" for finding in findings):
        raise typer.Exit(1)


def _settings(settings: Settings) -> Table:
    table = Table("设置 setting", "值 value", "来自 from")
    for row in doctor.listed(settings):
        table.add_row(*row)
    return table
