"""Candidates for a link whose field says which fit: asked with the record as it stands in the form.

The expression of the field is evaluated with the link standing for each candidate in turn, while every
other name is read from the draft; who may be seen, found and paged stays as for any other link.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tombolo.base import codec, ids
from tombolo.base.errors import Missing
from tombolo.pg import printer
from tombolo.pg.tree import (
    And,
    Call,
    Col,
    Exists,
    Expr,
    Infix,
    Lit,
    Named,
    Out,
    Rowset,
    Select,
    With,
)
from tombolo.records.read import lower
from tombolo.records.read.ask import Ask
from tombolo.records.read.fetch import Page, seal
from tombolo.records.read.guard import GuardedFrame, unseen
from tombolo.records.read.pick import pick
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.work import Work
from tombolo.records.write.candidates import ChosenFrame
from tombolo.records.write.change import Change, Draft, LineDraft, Values
from tombolo.records.write.compute import apply, compute
from tombolo.records.write.load import load
from tombolo.records.write.merge import merged
from tombolo.records.write.rowset import NUMBER
from tombolo.schema.catalog import Catalog, FormCard, Verdict
from tombolo.schema.condition import column_type
from tombolo.schema.field import Field

AnyWork = Work[Any]


async def offer(
    work: AnyWork,
    form: str,
    name: str,
    search: str,
    limit: int,
    change: Change | None,
    row: str = "",
) -> dict[str, object]:
    """Like pick(); with a draft (`change`), of what fits it; `row` is the id of the row that asks, in lines."""
    lines, _, key = name.rpartition(".")
    card = work.catalog.card(form)
    rule = _rule(card, lines, key)
    # What somebody may not know of is not told by what is offered either; the save will say.
    if (
        change is None
        or rule is None
        or unseen(rule.condition, form, work.catalog, work.grants, lines)
    ):
        return await pick(work, form, name, search, limit)
    row = row or str(ids.uuid7())
    draft = await _draft(work, card, change, lines, row)
    inputs = _inputs(card, draft)

    async def page(work: AnyWork, ask: Ask) -> Page:
        sealed = replace(seal(work, ask), fits=_fits(work, card, lines, rule, len(ask.values)))
        sql, values = printer.text(lower.page(sealed))
        ask = replace(ask, values=(*ask.values, row, *inputs))
        found = await work.tx.row(sql, *bound(values, ask, work))
        assert found is not None
        return Page(found["rows"], "", None, None)

    return await pick(work, form, name, search, limit, page)


def _rule(card: FormCard, lines: str, key: str) -> Verdict | None:
    expressions = card.lines.get(lines) if lines else card.own
    found = expressions.verdicts if expressions else ()
    return next((one for one in found if one.what == "candidate" and one.key == key), None)


async def _draft(work: AnyWork, card: FormCard, change: Change, lines: str, row: str) -> Draft:
    """The record as it would be saved now, whatever is still wrong with it."""
    found = await load(work, card, [change.id] if change.id else [], "update", lock=False)
    readable = {id_: one.before for id_, one in found.items() if one.readable}
    if change.version is not None and change.id not in readable:
        raise Missing("record.missing", values={"form": card.form.name})
    (draft,) = merged(card.form, [change], readable, work.grants.of(card.form.name), [])
    if lines and all(one.id != row for one in draft.lines_of(lines)):
        rows = draft.lines_of(lines)
        draft.lines[lines] = [*rows, LineDraft(row, len(rows), {}, set())]
    apply(card, [draft], await compute(work, card, [draft]))
    return draft


# -- the draft as rows ---------------------------------------------------------------------------


def _columns(
    catalog: Catalog, card: FormCard, lines: str, fields: tuple[Field, ...]
) -> list[tuple[str, str]]:
    """What is stored of these fields, formulas included, with their types."""
    return [
        (one.key, one.kind.column or column_type(catalog.type_of(card.form.name, one, lines)))
        for one in fields
        if catalog.stored(card.form.name, one, lines)
    ]


def _inputs(card: FormCard, draft: Draft) -> list[str]:
    """The record, then the rows of each lines field, as JSON rowsets."""
    made = [codec.text([_row(draft.values, draft.id)])]
    for one in card.form.lines():
        rows = [
            {**_row(line.values, line.id), "position": n}
            for n, line in enumerate(draft.lines_of(one.key))
        ]
        made.append(codec.text(rows))
    return made


def _row(values: Values, id_: str) -> dict[str, object]:
    return {**values, NUMBER: 0, "id": id_}


def _fits(
    work: AnyWork, card: FormCard, lines: str, rule: Verdict, first: int
) -> Callable[[GuardedFrame], Expr]:
    """The condition that a candidate fits, for the select that lists candidates. Of the ask's values
    the one at `first` is the row that asks, those after it are the rowsets.
    """
    catalog = work.catalog
    sides = [
        ("", tuple(card.form.every.values())),
        *((one.key, one.fields) for one in card.form.lines()),
    ]
    names = {key: f"d{n}" for n, (key, _) in enumerate(sides)}

    def fits(candidate: GuardedFrame) -> Expr:
        ctes: list[With] = []
        for number, (key, fields) in enumerate(sides):
            columns: list[tuple[str, str]] = [(NUMBER, "integer"), ("id", "uuid")]
            columns.extend([("position", "integer")] if key else [])
            columns.extend(_columns(catalog, card, key, fields))
            rowset = slot(lambda ask, _, n=first + 1 + number: ask.values[n], "json")
            outs = tuple(Out(Col("r", name), name) for name, _ in columns)
            ctes.append(With(names[key], Select(outs, Rowset(rowset, "r", tuple(columns)))))
        joins = candidate.joins.inner()
        chosen = candidate.again(candidate.form, candidate.alias, ("", "chosen"))
        chosen.joins = joins
        here = names[lines]
        inside = ChosenFrame(
            catalog, card.form.name, here, joins, WHO, lines, ("", "draft"), grants=work.grants,
            finished={key: name for key, name in names.items() if key}, record=names[""],
            grouped=False, link=rule.key, chosen=chosen,
        )  # fmt: skip
        where: list[Expr] = [Call("coalesce", (rule.condition.lower(inside), Lit(False)))]
        if lines:
            asking = slot(lambda ask, _: ask.values[first], "uuid")
            where.append(Infix("=", Col(here, "id"), asking))
        return Exists(
            Select(
                (Out(Lit(1), "one"),),
                Named(here, here),
                joins=tuple(joins.made),
                where=And(tuple(where)),
                ctes=tuple(ctes),
            )
        )

    return fits
