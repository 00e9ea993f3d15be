"""Names that collide: with what statements are made of, with each other, with an index."""

import pytest_asyncio
from tests.world import World, world

APP = """
nm/app: {app: nm, label: 名, nav: [order]}
nm/forms/order:
  label: 单
  fields:
    select: {kind: text, label: s}
    from: {kind: number, label: f}
    k0: {kind: number, label: k0}
    k1: {kind: number, label: k1}
    group: {kind: link, label: g, to: nm.order, inverse: members}
    size: {kind: formula, label: z, is: COUNT(members)}
    group_size: {kind: lookup, label: gz, path: group.size}
    upper: {kind: lookup, label: u, path: group.group_size}
    lines:
      kind: lines
      label: l
      fields:
        of: {kind: link, label: o, to: nm.order}
        size: {kind: lookup, label: oz, path: of.size}
        deeper: {kind: lookup, label: od, path: of.group_size}
"""


@pytest_asyncio.fixture(scope="module")
async def nm(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


async def test_fields_called_like_parts_of_a_statement(nm):
    await nm.put("ann", "nm.order", {"select": "a", "from": "1", "k0": "5", "k1": "7"})
    for key in ("k0", "-k1", "from", "-select"):
        rows = await nm.rows("ann", "nm.order", ["k0", "k1", "select"], sort=[key])
        assert rows[0] == ["5", "7", "a"], key


async def test_a_looked_up_count_is_a_number_wherever_it_is_shown(nm):
    (a,) = (await nm.put("ann", "nm.order", {"select": "a"})).ids
    (b,) = (await nm.put("ann", "nm.order", {"select": "b", "group": a})).ids
    set_ = {"group": b, "lines": [{"of": b}]}
    (id_,) = (await nm.put("ann", "nm.order", set_)).ids
    seen = await nm.try_("ann", "nm.order", {"group": a, "lines": [{"of": b}]})
    got = await nm.get("ann", "nm.order", id_)
    assert (got.values["group_size"], got.values["upper"]) == ("1", "1")
    assert all(isinstance(got.values[key], str) for key in ("group_size", "upper"))
    assert isinstance(got.values["lines"][0]["size"], str)
    assert isinstance(got.values["lines"][0]["deeper"], str)
    assert isinstance(seen.values["group_size"], str)
    assert isinstance(seen.lines["lines"][0]["size"], str)


async def test_names_that_change_places_are_refused(nm):
    """Values would stay under the old name: what was `k0` would be read as `k1`."""
    swapped = APP.replace("label: k0", "label: k0, was: k1").replace(
        "label: k1", "label: k1, was: k0"
    )
    made = await nm.plan(swapped)
    assert {one.code for one in made.problems} == {"definition.name_reused"}
    assert {one.place for one in made.problems} == {
        "nm/forms/order#fields.k0",
        "nm/forms/order#fields.k1",
    }
    chain = APP.replace("    from: {kind: number, label: f}\n", "").replace(
        "k0: {kind: number, label: k0}", "k0: {kind: number, label: k0, was: from}"
    )
    assert [one.code for one in (await nm.plan(chain)).problems] == ["definition.name_reused"]


async def test_a_rule_for_part_of_the_records_looks_at_columns_only(nm):
    for where in ("group_size > 1", "SUM(lines.size) > 1", "group.from > 1", "owner = ME()"):
        rule = f"  unique:\n    - {{fields: [select], where: '{where}'}}\n"
        made = await nm.plan(APP + rule)
        assert [one.code for one in made.problems] == ["unique.where_reaches_out"], where
    assert (
        await nm.plan(APP + "  unique:\n    - {fields: [select], where: 'k0 > 1'}\n")
    ).problems == ()


async def test_a_condition_that_no_index_can_have_is_told_at_design_time(nm):
    for where, code in (("MOD(MOD(k0, 7), 5) > 1", True), ("NETWORKDAYS(DATE(2026, 1, 1), DATE(2026, k0, 1)) > 5", True), ("MOD(k0, 7) > 1", None)):  # fmt: skip
        rule = f"  unique:\n    - {{fields: [select], where: '{where}'}}\n"
        made = await nm.plan(APP + rule)
        found = [one.code for one in made.problems]
        assert found in ([], ["unique.where_too_much"]), (where, found)
        if code:
            assert found, where
