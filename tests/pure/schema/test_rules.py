"""Rules in definitions: read from data, compiled, told at their place when wrong."""

import pytest
from ruamel.yaml import YAML
from tests.pg.records_rules_app import APP

from tombolo.schema.build import build
from tombolo.schema.catalog import Catalog
from tombolo.schema.rules import in_labels


def catalog(text: str) -> Catalog:
    return build(YAML(typ="safe", pure=True).load(text))


def of_form(body: str) -> Catalog:
    return catalog(f"a/app: {{app: a}}\na/forms/f: {{{body}}}\n")


def test_every_rule_is_compiled():
    made = catalog(APP)
    assert made.problems == ()
    card = made.card("rl.deal")
    assert {(one.what, one.key, one.option) for one in card.own.verdicts} >= {
        ("visible", "reason", ""), ("required", "reason", ""), ("readonly", "amount", ""),
        ("option", "model", "x1"), ("option", "marks", "a"), ("candidate", "contact", ""),
        ("candidate", "others", ""), ("required", "extras", ""),
    }  # fmt: skip
    assert {(one.what, one.key) for one in card.lines["lines"].verdicts} == {
        ("candidate", "who"), ("option", "kind"), ("readonly", "price"), ("required", "memo"),
        ("visible", "extra"),
    }  # fmt: skip
    assert card.ruled
    assert not made.card("rl.plain").ruled


def test_a_lock_knows_its_fields():
    whole, some, loose = catalog(APP).card("rl.deal").locks
    assert (loose.whole, loose.delete) == (True, True)
    assert whole.whole
    assert {"name", "owner", "lines", "lines.price", "extras", "extras.text"} <= whole.fields
    assert not {"after", "lines.memo", "total", "created_at"} & whole.fields
    assert (some.whole, some.fields) == (False, {"amount", "lines.price"})
    (ledger,) = catalog(APP).card("rl.journal").locks
    assert (ledger.when, ledger.whole, ledger.delete) == (None, True, False)
    assert in_labels(some.when) == '「阶段」 = "冻结"'


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        ("fields: {x: {kind: text, required_when: nix}}", "formula.no_name", "fields.x.required_when"),
        ("fields: {x: {kind: text, required_when: '1 + 1'}}", "formula.wrong_result", "fields.x.required_when"),
        ("fields: {x: {kind: text, visible_when: 'x = \"\"'}}", "rule.reads_itself", "fields.x.visible_when"),
        ("fields: {x: {kind: text, readonly_when: 'x = \"\"'}}", "rule.reads_itself", "fields.x.readonly_when"),
        ("fields: {x: {kind: formula, is: '1', required_when: 'true'}}", "rule.on_computed", "fields.x.required_when"),
        ("fields: {x: {kind: choice, options: {o: {when: nix}}}}", "formula.no_name", "fields.x.options.o.when"),
        ("fields: {x: {kind: link, to: f, candidates: x.nix = 1}}", "formula.no_member", "fields.x.candidates"),
        ("fields: {x: {kind: text}}, locks: [{when: nix, fields: all}]", "formula.no_name", "locks.0.when"),
        ("fields: {x: {kind: text}}, locks: [{when: 'true', fields: [nix]}]", "definition.no_field", "locks.0.fields"),
        ("fields: {x: {kind: text}}, locks: [{when: 'true', fields: all, except: [nix]}]", "definition.no_field", "locks.0.except"),
        ("fields: {x: {kind: text}}, locks: [{when: 'true'}]", "setting.missing", "locks.0"),
        ("fields: {x: {kind: text}}, locks: [{when: 'true', fields: all, wenn: 1}]", "definition.unknown", "locks.0.wenn"),
        ("fields: {x: {kind: text}}, append_only: maybe", "definition.not_flag", "append_only"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(body, code, place):
    found = {(one.code, one.place.split(":")[0]) for one in of_form(body).problems}
    assert (code, f"a/forms/f#{place}") in found
