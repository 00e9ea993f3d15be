"""tombolo suite check and schema, as typed at a terminal."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from tombolo.runtime.cli import app
from tombolo.suites.shipped import folders


@pytest.fixture
def suites(tmp_path, monkeypatch):
    for folder in folders():
        shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_check_says_that_all_is_well(suites):
    done = CliRunner().invoke(app, ["suite", "check", "crm"])
    assert (done.exit_code, "没有问题（2 个套件）" in done.output) == (0, True)  # erp came along


def test_check_says_file_line_and_what_to_write(suites):
    file = suites / "crm" / "forms" / "contact.yaml"
    file.write_text(
        file.read_text("utf-8").replace("path: customer.level", "path: customer.levle"), "utf-8"
    )
    line = next(
        n for n, text in enumerate(file.read_text("utf-8").split("\n"), 1) if "levle" in text
    )
    done = CliRunner().invoke(app, ["suite", "check", "crm"])
    assert done.exit_code == 1
    assert f"crm/forms/contact.yaml:{line}: " in done.output
    assert "levle" in done.output


def test_schema_writes_the_files(tmp_path):
    done = CliRunner().invoke(app, ["suite", "schema", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert json.loads((tmp_path / "out" / "form.schema.json").read_text("utf-8"))["required"] == [
        "fields"
    ]
