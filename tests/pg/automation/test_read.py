"""What is wrong with a rule is told with its place; every name and expression is checked."""

import pytest
from tests.pg.automation.desk import Desk, wrong

HEAD = "when: {form: desk.order, on: created}\ntiming: together\n"
WRONG = [
    ("do: [{stop: {say: x}}]", [("rule.no_when", "when")]),
    ("when: {form: desk.oder, on: created}", [("definition.no_form", "when.form")]),
    ("when: {form: desk.order, on: often}", [("rule.one_of", "when.on"), ("rule.no_steps", "do")]),
    (
        "when: {form: desk.order, on: became}\ndo: [{stop: {say: x}}]",
        [("rule.became_needs_if", "when.if")],
    ),
    (
        "when: {form: desk.order, on: became, if: 'SUM(lines.qty) > 3'}\ndo: [{stop: {say: x}}]",
        [("rule.became_rows", "when.if")],
    ),
    (
        "when: {form: desk.order, on: updated, watch: [stat]}\ndo: [{stop: {say: x}}]",
        [("definition.no_field", "when.watch")],
    ),
    (HEAD + "do: [{mail: {}}]", [("rule.one_step", "do[0]")]),
    (HEAD + "do: [{set: {total: '1'}}]", [("rule.not_written", "do[0].set.total")]),
    (HEAD + "do: [{set: {amuont: '1'}}]", [("definition.no_field", "do[0].set.amuont")]),
    (HEAD + "do: [{create: {form: desk.memo, set: {key: subject}, sets: 1}}]",
     [("definition.unknown", "do[0].create.sets")]),
    (HEAD + "do: [{create: {form: desk.memo, source: key, set: {}}}]",
     [("rule.source", "do[0].create.source") ]),
    (HEAD + "do: [{upsert: {form: desk.memo, by: [key], set: {number: amount}}}]",
     [("rule.by_not_set", "do[0].upsert.by")]),
    (HEAD + "do: [{update: {form: desk.memo, set: {number: amount}, most: 5000}}]",
     [("rule.most", "do[0].update.most"), ("formula.no_name", "do[0].update.set.number")]),
    (HEAD + "do: [{each: {of: customer, do: [{stop: {say: x}}]}}]",
     [("rule.no_rows", "do[0].each.of")]),
    (HEAD.replace("together", "after") + "do: [{set: {grade: subject}}]",
     [("rule.set_together", "do[0].set")]),
    (HEAD + "as: root\ndo: [{stop: {say: x}}]", [("rule.as", "as")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), WRONG)
async def test_it_is_told_where(desk: Desk, text: str, found: list[tuple[str, str]]):
    told = [(code, place.partition(":")[0]) for code, place in wrong(desk.world, text)]
    for one in found:
        assert one in told
