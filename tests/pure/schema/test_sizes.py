"""Live formulas are written out where they are read: their size has a limit, told at design time."""

from tombolo.schema.build import build
from tombolo.schema.values import MOST_EXPANDED


def app(count: int, each: str) -> dict[str, dict]:
    fields: dict[str, dict] = {"on": {"kind": "date", "label": "日期"}}
    fields["c0"] = {"kind": "formula", "label": "0", "is": "DAYS(TODAY(), on)"}
    for n in range(1, count):
        fields[f"c{n}"] = {"kind": "formula", "label": str(n), "is": each.format(f"c{n - 1}")}
    return {
        "lab/app": {"app": "lab", "label": "实验", "nav": ["a"]},
        "lab/forms/a": {"label": "甲", "fields": fields},
    }


def test_formulas_that_double_are_refused_at_once():
    problems = build(app(40, "{0} + {0}")).problems
    assert {one.code for one in problems} >= {"formula.too_large"}
    first = next(one for one in problems if one.code == "formula.too_large")
    assert first.place.startswith("lab/forms/a#fields.c1")
    assert first.values["most"] == MOST_EXPANDED


def test_a_long_chain_is_no_matter():
    assert build(app(30, "{0} + 1")).problems == ()


def test_stored_formulas_may_double_as_they_like():
    files = app(30, "{0} + {0}")
    files["lab/forms/a"]["fields"]["c0"]["is"] = "YEAR(on)"
    assert build(files).problems == ()
