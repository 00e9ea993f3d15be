"""The command line: every command in one list."""

import typer

from tombolo.runtime import (
    cli_doctor,
    cli_holidays,
    cli_serve,
    cli_sheets,
    cli_suite,
    cli_user,
    cli_work,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Tombolo 连岛 — 自托管零代码业务平台 · self-hosted zero-code business platform",
)
app.command("up")(cli_serve.up)
app.command("serve")(cli_serve.serve)
app.command("work")(cli_work.work)
app.command("import")(cli_sheets.import_)
app.command("export")(cli_sheets.export)
app.command("doctor")(cli_doctor.run)
app.add_typer(cli_user.app, name="user")
app.add_typer(cli_holidays.app, name="holidays")
app.add_typer(cli_suite.app, name="suite")


def main() -> None:
    """The way in named by the package."""
    app()
