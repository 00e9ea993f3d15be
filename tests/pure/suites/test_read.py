"""A folder becomes a package: every problem with its file and line, nothing tricky let in."""

import pytest

from tombolo.suites import check
from tombolo.suites.package import found
from tombolo.suites.read import LARGEST, parsed, read, with_needed

APP = "app: shop\nlabel: 店\nnav: [customer]\nroles:\n  sales: 销售\n"
FORM = """label: 客户
fields:
  name: {kind: text, label: 名称}
  amount:
    kind: money   # 金额
    label: 额度
"""


def folder(tmp_path, **files):
    home = tmp_path / "shop"
    for name, text in {"app": APP, "forms/customer": FORM, **files}.items():
        path = home / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return home


def told(home):
    packages, findings = read([home])
    findings = findings + (check.check(packages) if packages else [])
    return [(one.file.rsplit("/", 1)[-1], one.line, one.problem.code) for one in findings]


def test_a_sound_suite(tmp_path):
    home = folder(tmp_path)
    assert told(home) == []
    ((package,), _) = read([home])
    assert package.app == "shop"
    assert package.parts["shop/forms/customer"].source.text == FORM
    assert list(package.parts["shop/forms/customer"].source.data["fields"]) == ["name", "amount"]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("label: x\nfields:\n  a: {kind: txet}\n", 3, "definition.kind"),
        ("label: x\nfields:\n  a:\n    kind: number\n    scale: 99\n", 3, "setting.range"),
        (
            "label: x\nfields:\n  a: {kind: text}\n  b:\n    kind: formula\n    is: nam & 1\n",
            6,
            "formula.no_name",
        ),
        (
            "label: x\nfields:\n  a: {kind: text}\nviews:\n  all:\n    columns: [b]\n",
            6,
            "definition.no_field",
        ),
        ("label: x\nfields:\n  a: {kind: text}\n  a: {kind: text}\n", 4, "suite.twice"),
        ("label: x\nfields:\n  a: &one {kind: text}\n  b: *one\n", 3, "suite.anchor"),
        ("label: x\nfields:\n  a: !!python/object:os.system {kind: text}\n", 3, "suite.tag"),
        ("label: x\nfields: [\n", 3, "suite.yaml"),
        ("- 1\n", 1, "definition.not_mapping"),
        ("[" * 20000, 1, "suite.too_deep"),
        (b"label: \xff\xfe\n", 1, "suite.not_utf8"),
        ("# " + "x" * LARGEST, 1, "suite.too_large"),
    ],
)
def test_a_problem_has_its_file_and_line(tmp_path, text, line, code):
    found_ = told(folder(tmp_path, **{"forms/bad": text}))
    assert ("bad.yaml", line, code) in found_


def test_grants_and_home_are_checked(tmp_path):
    home = folder(
        tmp_path,
        **{
            "grants/sales": "who: [role(salse)]\nforms:\n  customer:\n    may: [read, reed]\n    rows: owner = YOU()\n",
            "home": "cards:\n  a:\n    form: customer\n    columns: [nam]\n    where: amount = TODAY()\n",
        },
    )
    found_ = told(home)
    assert ("sales.yaml", 1, "suite.no_role") in found_
    assert ("sales.yaml", 4, "grant.verb") in found_
    assert ("home.yaml", 4, "definition.no_field") in found_
    assert any(file == "sales.yaml" and line == 5 for file, line, _ in found_), found_
    assert any(file == "home.yaml" and line == 5 for file, line, _ in found_)


def test_links_out_of_the_folder_are_refused(tmp_path):
    home = folder(tmp_path)
    secret = tmp_path / "secret.yaml"
    secret.write_text("label: 密\nfields: {a: {kind: text}}\n")
    (home / "forms" / "stolen.yaml").symlink_to(secret)
    (tmp_path / "outside").mkdir()
    (home / "grants").symlink_to(tmp_path / "outside", target_is_directory=True)
    packages, findings = read([home])
    assert [one.problem.code for one in findings] == ["suite.link", "suite.link"]
    assert list(packages[0].parts) == ["shop/app", "shop/forms/customer"]


def test_what_is_no_part_of_a_suite_is_told(tmp_path):
    home = folder(tmp_path, **{"charts/x": "a: 1\n"})
    assert [code for _, _, code in told(home)] == ["suite.no_such_place"]
    assert [code for _, _, code in told(tmp_path / "nowhere")] == ["suite.no_app"]


def test_needed_suites_beside_it_are_found(tmp_path):
    home = folder(tmp_path, app=APP + "needs: [other, ../etc]\n")
    other = tmp_path / "other"
    other.mkdir()
    (other / "app.yaml").write_text("app: other\nneeds: [shop]\n")
    assert {one.name for one in with_needed([home])} == {"shop", "other"}


def test_numbers_and_dates_stay_as_written():
    data, lines, problems = parsed("a: 0.10\nb: 12\nc: 2026-06-30\nd: true\ne: ~\nf: 0x10\ng: on\n")
    assert problems == []
    assert data == {
        "a": "0.10",
        "b": 12,
        "c": "2026-06-30",
        "d": True,
        "e": None,
        "f": "0x10",
        "g": "on",
    }
    assert lines["c"] == 3


def test_a_place_without_a_line_takes_the_nearest(tmp_path):
    ((package,), _) = read([folder(tmp_path)])
    part = package.parts["shop/forms/customer"]
    assert part.line("fields.amount.kind") == 5
    assert part.line("fields.amount.is:3-7") == 4
    assert part.line("nothing.there") == 1
    from tombolo.base.problems import Problem

    assert found([package], Problem("x", "shop/forms/customer#fields.name")).line == 3
