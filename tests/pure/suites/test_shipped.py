"""The suites that come with the program: sound, in two languages, their JSON Schemas up to date."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from tombolo.schema.build import build
from tombolo.suites import check, json_schema
from tombolo.suites.package import sources
from tombolo.suites.read import ROOMS, read
from tombolo.suites.shipped import folders

HOME = Path(__file__).parents[3] / "suites"


@pytest.fixture(scope="module")
def packages():
    made, findings = read(folders())
    assert findings == []
    return made


@pytest.fixture(scope="module")
def catalog(packages):
    return build({path: one.data for path, one in sources(packages).items()})


def test_they_are_sound(packages):
    assert [(one.file, one.line, one.problem.code) for one in check.check(packages)] == []


def test_schemas_are_up_to_date():
    made = json_schema.schemas()
    kept = {
        path.name: json.loads(path.read_text("utf-8")) for path in (HOME / "_schema").glob("*.json")
    }
    assert kept == made, "run: tombolo suite schema"


def test_schemas_accept_them(packages):
    made = json_schema.schemas()
    for package in packages:
        for path, part in package.parts.items():
            place = path.partition("/")[2]
            kind = {place_: place_.removesuffix("s") for place_ in ROOMS}.get(
                place.partition("/")[0], place
            )
            jsonschema_rs.validate(made[f"{kind}.schema.json"], part.source.data)


def test_a_schema_refuses_what_is_wrong():
    schema = json_schema.schemas()["form.schema.json"]
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(schema, {"fields": {"a": {"kind": "text", "scael": 1}}})


def test_everything_is_said_in_two_languages(catalog):
    missing = []
    for name, card in catalog.cards.items():
        form = card.form
        named = [(name, form.label)]
        for one in (*form.fields, *(column for lines in form.lines() for column in lines.fields)):
            named.append((f"{name}.{one.key}", one.label))
            named.extend((f"{name}.{one.key}={key}", label) for key, label in one.kind.options_of())
            named.extend((f"{name}.{one.key} check", check.say) for check in one.checks)
        named.extend((f"{name} view {view.key}", view.label) for view in form.views)
        named.extend((f"{name} check {check.at}", check.say) for check in form.checks)
        named.extend((f"{name} unique", rule.say) for rule in form.unique)
        named.extend((f"{name} section", section.label) for section in form.layout)
        missing += [place for place, label in named if not label.zh or not label.en]
    assert missing == []


def test_every_field_is_laid_out(catalog):
    """A field that is on no page is one that nobody fills."""
    ours = {"name_norm", "gist"}  # made for rules and titles only
    missing = []
    for name, card in catalog.cards.items():
        laid = {place.field for section in card.form.layout for place in section.places}
        missing += [f"{name}.{one.key}" for one in card.form.fields if one.key not in laid | ours]
    assert missing == []
