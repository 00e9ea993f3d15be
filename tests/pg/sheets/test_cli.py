"""tombolo import and tombolo export, as somebody types them."""

import asyncio
import csv

import pytest
from tests.pg.sheets.conftest import sheet
from tests.pg.sheets.northwind import APP
from tests.world import world
from typer.testing import CliRunner

from tombolo.pg.pool import Limits, Pool
from tombolo.runtime import cli


@pytest.fixture(scope="module")
def type_(database, tmp_path_factory):
    async def begin():
        async with await Pool.open(database, Limits(least=0)) as pool:
            await (await world(pool)).apply(APP)

    asyncio.run(begin())
    folder = tmp_path_factory.mktemp("cli")

    def type_(*words):
        environment = {
            "DATABASE_URL": database.dsn,
            "TOMBOLO_LANGUAGE": "en",
            "TOMBOLO_DATA": str(folder),
            "COLUMNS": "150",
        }
        done = CliRunner().invoke(cli.app, list(words), env=environment)
        return done.exit_code, done.output.lstrip("\n")  # where the progress bar was

    return type_


def test_a_sheet_goes_in_and_out(type_, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = sheet(tmp_path / "c.xlsx", ["Customer ID", "Firm"], ["C1", "=One"], ["C2", "Two"])
    words = ("import", str(path), "--form", "nw.customer", "--map", "Firm=company")
    assert type_(*words, "--dry") == (
        0,
        "Dry run, nothing written: 2 would be added, 0 updated, 0 rows with problems\n",
    )
    assert type_(*words) == (0, "2 added, 0 updated, 0 rows with problems\n")
    code, said = type_(*words)
    assert code == 1
    assert "2 rows have problems; nothing was imported" in said
    assert "Customer ID must be unique" in said
    assert (tmp_path / "c-problems.xlsx").exists()
    assert (
        type_(*words, "--mode", "upsert", "--key", "customer_id")[1]
        == "0 added, 2 updated, 0 rows with problems\n"
    )
    out = tmp_path / "out.csv"
    assert (
        type_(
            "export",
            "nw.customer",
            str(out),
            "--columns",
            "company,customer_id",
            "--where",
            'customer_id = "C1"',
        )[0]
        == 0
    )
    assert list(csv.reader(out.read_text("utf-8-sig").splitlines())) == [
        ["公司", "编号"],
        ["'=One", "C1"],
    ]


def test_what_is_wrong_is_said(type_, tmp_path):
    path = sheet(tmp_path / "c.xlsx", ["Customer ID"], ["C1"])
    assert "no file" in type_("import", "/nowhere.xlsx", "--form", "nw.customer")[1]
    assert (
        "no column “Nope”"
        in type_("import", str(path), "--form", "nw.customer", "--map", "Nope=company")[1]
    )
    assert (
        "no active member bob"
        in type_("import", str(path), "--form", "nw.customer", "--as", "bob")[1]
    )
    assert "no such form" in type_("import", str(path), "--form", "nw.nothing")[1]
    code, said = type_("export", "nw.customer", str(tmp_path / "x.csv"), "--columns", "nothing")
    assert code == 1
    assert "There is no field “nothing”" in said
