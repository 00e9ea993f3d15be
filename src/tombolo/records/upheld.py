"""The rules of records that nobody saved, but whose computed values follow a save.

What a rule refused if a person typed it, it refuses if it follows from what a person typed elsewhere.
A record that broke a rule before (the rule may be younger than the record) is not held against anyone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg import printer
from tombolo.pg.pool import WriteTx
from tombolo.pg.tree import AnyOf, Call, Col, Lit, Out, Param, Select, Table
from tombolo.records import outbox
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.work import Work
from tombolo.schema.backfill import expressions, table_of
from tombolo.schema.catalog import Catalog, Rule
from tombolo.schema.frame import Joins, TableFrame
from tombolo.schema.system import TITLE
from tombolo.schema.ways import Rows

_IDS = slot(lambda ask, _: ask.values[0], "uuid[]")
MOST_TOLD = 5


@dataclass(slots=True)
class Upheld:
    """Which rules held, by row, before anything followed."""

    before: dict[Rows, dict[str, tuple[bool, ...]]] = field(
        default_factory=dict[Rows, dict[str, tuple[bool, ...]]]
    )

    async def look(self, work: Work[WriteTx], rows: Rows, ids: Sequence[str]) -> None:
        """Note what holds of rows that are about to follow."""
        if not rules_of(work.catalog, rows):
            return
        known = self.before.setdefault(rows, {})
        fresh = [id_ for id_ in ids if id_ not in known]
        known.update(await _verdicts(work, rows, fresh) if fresh else {})

    async def demand(self, work: Work[WriteTx]) -> None:
        """Raises Invalid where a rule held and holds no more."""
        for rows, before in self.before.items():
            after = await _verdicts(work, rows, list(before))
            rules = rules_of(work.catalog, rows)
            broken = [
                (id_, rule)
                for id_, held in before.items()
                for rule, was, is_ in zip(rules, held, after.get(id_, held), strict=True)
                if was and not is_
            ]
            if broken:
                raise Invalid("record.invalid", problems=await _told(work, rows, broken))


def rules_of(catalog: Catalog, rows: Rows) -> tuple[Rule, ...]:
    """The checks that read a stored computed value of these rows."""
    made = expressions(catalog, rows)
    stored = {key for key, one in made.computed.items() if one.stored}
    return tuple(
        rule
        for rule in made.checks
        if any(path and path[0] in stored for path in rule.condition.reads)
    )


async def _verdicts(
    work: Work[WriteTx], rows: Rows, ids: Sequence[str]
) -> dict[str, tuple[bool, ...]]:
    key = ("upheld", work.catalog.version, rows)
    kept = work.shelf.get(key)
    if kept is None:
        frame = TableFrame(work.catalog, rows.form, "t", Joins(), WHO, rows.lines)
        rules = rules_of(work.catalog, rows)
        verdicts = [
            Out(Call("coalesce", (rule.condition.lower(frame), Lit(True))), f"r{n}")
            for n, rule in enumerate(rules)
        ]
        joins = tuple(frame.joins.made)
        source = Table(table_of(work.catalog, rows), "t")
        outs = (Out(Col("t", "id"), "id"), *verdicts)
        select = Select(outs, source, joins=joins, where=AnyOf(Col("t", "id"), _IDS))
        kept = printer.text(select)
        work.shelf.put(key, kept)
    sql, values = cast("tuple[str, list[object]]", kept)
    found: list[Any] = await work.tx.rows(
        sql, *bound(values, Ask(Shape(""), values=(list(ids),)), work)
    )
    return {str(row["id"]): tuple(bool(one) for one in list(row.values())[1:]) for row in found}


async def _told(
    work: Work[WriteTx], rows: Rows, broken: Sequence[tuple[str, Rule]]
) -> list[Problem]:
    """In the rule's words, with the record's title where the person may see it."""
    form = work.catalog.form(rows.form)
    some = broken[:MOST_TOLD]
    titles = {} if rows.lines else await _titles(work, rows.form, [id_ for id_, _ in some])
    label = {"zh": form.label.say("zh"), "en": form.label.say("en")}
    return [
        Problem(
            "ripple.check",
            "",
            {
                "form": label,
                "title": f"「{titles[id_]}」" if id_ in titles else "",
                "need": dict(rule.say) or rule.condition.text,
            },
        )
        for id_, rule in some
    ]


async def _titles(work: Work[WriteTx], form: str, ids: Sequence[str]) -> dict[str, str]:
    seen = await outbox.visible(work, form, ids)
    found = await work.tx.rows(
        Select(
            (Out(Col("t", "id"), "id"), Out(Col("t", TITLE), "title")),
            Table(work.catalog.form(form).table, "t"),
            where=AnyOf(Col("t", "id"), Param(list(seen), "uuid[]")),
        )
    )
    return {str(row["id"]): str(row["title"]) for row in found}
