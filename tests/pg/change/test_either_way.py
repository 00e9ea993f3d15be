"""A change made in one transaction, and the same made beside its tables, end in the same database."""

import pytest
from tests.pg.change.lab import BASE, Lab, begun

from tombolo.base.ids import token
from tombolo.pg import introspect, workspace
from tombolo.pg.pool import Limits, Pool

ID = "md5(n::text)::uuid"
CHANGES = {
    "text to number": ("weight: {kind: text", "weight: {kind: number"),
    "number to text": ("qty: {kind: number", "qty: {kind: text", "is: qty * price", "is: price"),
    "text to date": ("weight: {kind: text", "weight: {kind: date"),
    "text to choices": (
        "weight: {kind: text, label: 重量}",
        "weight: {kind: choices, label: 重量, options: {a: A}}",
    ),
    "text to switch, renamed": (
        "weight: {kind: text",
        "heavy: {kind: switch, was: weight",
        "[name, weight], sort: [-weight]",
        "[name, heavy], sort: [-heavy]",
    ),
    "text to link": (
        "weight: {kind: text, label: 重量}",
        "weight: {kind: link, to: sample, label: 重量}",
    ),
    "two at once, one unique": (
        "weight: {kind: text",
        "weight: {kind: number",
        "code: {kind: text",
        "code: {kind: number, unique: true",
        ", max: 5000",
        "",
    ),
    "a unique rule with a condition over what changes": (
        "weight: {kind: text",
        "weight: {kind: number",
        "  views:",
        '  unique: [{fields: [name], where: "weight > 3 AND qty = 2"}]\n  views:',
    ),
    "a formula of another type": (
        "is: qty * price",
        'is: "CONCAT(name, qty)"',
        "is: total * 2",
        "is: qty",
    ),
    "lines and what sums them": (
        "share: {kind: number",
        "part: {kind: text, was: share",
        "is: share * 10",
        'is: "LEN(part) * 7"',
    ),
    "a title of something else": ('title: "{name}"', 'title: "{weight}·{code}"'),
    "everything goes or comes": (
        "    weight: {kind: text, label: 重量}\n",
        "    fresh: {kind: formula, label: 新, is: qty + 1}\n    kin: {kind: link, to: sample, label: 亲}\n",
        "[name, weight], sort: [-weight]",
        "[name], sort: [fresh, -code]",
    ),
    "a unique formula": ("  views:", "  unique: [{fields: [total, code]}]\n  views:",
                         "is: qty * price", "is: qty * price + 5",
                         "weight: {kind: text", "weight: {kind: number"),
}  # fmt: skip


async def filled(pool, place) -> Lab:
    made = await begun(pool, place)
    async with pool.owner() as tx:
        await tx.run(
            "insert into lab_sample (id, record_title, code, name, weight, price, qty, total, twice, sum,"
            f" created_at, updated_at) select {ID}, 's' || n, n::text, 's' || n % 50, case n % 6 "
            "when 0 then null when 1 then '是' when 2 then '2026-01-0' || (1 + n % 9) when 3 then n || ' kg' "
            "else n || '.5' end, n % 7, n % 5, (n % 7) * (n % 5), (n % 7) * (n % 5) * 2, 30, "
            "'2026-01-01', '2026-01-01' from generate_series(1, 120) n"
        )
        await tx.run(
            "insert into lab_sample__parts (id, record, position, what, share, grams) select "
            f"md5(k || '-' || n)::uuid, {ID}, k, 'p', k, k * 10 "
            "from generate_series(1, 120) n, generate_series(1, 2) k"
        )
    return made


async def everything(lab: Lab) -> tuple:
    """Rows, columns, indexes and keys of the tables of the app."""
    async with lab.pool.read() as tx:
        tables = {
            name: (
                {(c.name, c.type, c.required, c.default) for c in one.columns},
                {(i.definition, i.unique, i.valid) for i in one.indexes},
                {(c.name, c.definition, c.valid) for c in one.constraints},
            )
            for name, one in (await introspect.tables(tx)).items()
            if name.startswith("lab_")
        }
        rows = {
            name: [
                row["r"]
                for row in await tx.rows(
                    f"select (to_jsonb(t))::text as r from {name} t order by id"
                )
            ]
            for name in tables
        }
        functions = (await introspect.hidden(tx, "_new_")).functions
    return tables, rows, functions


@pytest.mark.parametrize("what", CHANGES)
async def test_it_ends_the_same(server, template, what):
    pairs, text = CHANGES[what], BASE
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    ends = []
    for beside in (False, True):
        name = f"t_{token(6)}"
        place = await workspace.create_database(server, name, template=template)
        async with await Pool.open(place, Limits(least=0)) as pool:
            lab = await filled(pool, place)
            if beside:
                ended = await lab.carry(await lab.ask(text, 0))
                assert (ended.state, ended.problems) == ("done", ())
                await lab.demand_sound()
            else:
                await lab.apply(text)
            ends.append(await everything(lab))
        await workspace.drop_database(server, name)
    assert ends[0] == ends[1]
