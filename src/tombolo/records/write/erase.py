"""Delete to the recycle bin, restore from it, purge for good."""

from collections.abc import Sequence

from tombolo.base.errors import Conflict, Denied, Missing
from tombolo.base.problems import Problem
from tombolo.pg import named, printer
from tombolo.pg.pool import WriteTx
from tombolo.pg.tree import (
    And,
    AnyOf,
    Cast,
    Col,
    Delete,
    Expr,
    Infix,
    IsNull,
    Lit,
    Out,
    Param,
    Select,
    Table,
    Update,
)
from tombolo.records import history
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.slots import WHO, bound
from tombolo.records.settle import settle
from tombolo.records.work import Work
from tombolo.records.write import locks
from tombolo.records.write.load import load
from tombolo.records.write.moved import moves_of_bin
from tombolo.schema.catalog import FormCard

_SQL = named.beside(__file__)


async def delete(work: Work[WriteTx], form: str, ids: Sequence[str]) -> int:
    """To the recycle bin. Records that others link to may go there too; their links keep the title."""
    card = work.catalog.card(form)
    work.grants.of(form).demand("delete")
    wanted = sorted(set(ids))
    found = await load(work, card, wanted, "delete")
    for id_ in wanted:
        one = found.get(id_)
        if one is None or one.deleted or not one.readable:
            raise Missing("record.missing", values={"form": form})
        if not one.allowed:
            raise Denied("record.not_yours", because=(f"{form}: delete",))
    locks.demand_deletable(work, card, [found[id_].locks for id_ in wanted])
    await _mark(work, card, wanted, WHO.now, WHO.me)
    await history.note(work, form, [history.Event(id_, "delete", {}) for id_ in wanted])
    await settle(work, moves_of_bin(card, found, out=False))
    return len(wanted)


async def restore(work: Work[WriteTx], form: str, ids: Sequence[str]) -> int:
    """Out of the recycle bin. Raises Conflict where a unique rule is taken meanwhile."""
    card = work.catalog.card(form)
    work.grants.of(form).demand("delete")
    wanted = sorted(set(ids))
    found = await load(work, card, wanted, "delete")
    for id_ in wanted:
        one = found.get(id_)
        if one is None or not one.deleted or not one.readable:
            raise Missing("record.missing", values={"form": form})
        if not one.allowed:
            raise Denied("record.not_yours", because=(f"{form}: delete",))
    try:
        await _mark(work, card, wanted, Cast(Lit(None), "timestamptz"), Cast(Lit(None), "uuid"))
    except Conflict as clash:
        raise Conflict("record.restore_clash", values=clash.values) from clash
    await history.note(work, form, [history.Event(id_, "restore", {}) for id_ in wanted])
    await settle(work, moves_of_bin(card, found, out=True))
    return len(wanted)


async def purge(work: Work[WriteTx], form: str, ids: Sequence[str]) -> int:
    """Gone for good with everything kept about it; only from the bin, only where nothing links to it."""
    card = work.catalog.card(form)
    if not work.actor.is_admin:
        raise Denied("grant.denied", values={"verb": "purge", "form": form})
    if card.form.append_only:
        words = {"zh": card.form.label.say("zh"), "en": card.form.label.say("en")}
        raise Conflict("record.append_only", values={"form": words})
    wanted = sorted(set(ids))
    in_bin = IsNull(Col("t", "deleted_at"), negated=True)
    where = And((AnyOf(Col("t", "id"), Param(wanted, "uuid[]")), in_bin))
    linked = await _linked(work, form, wanted)
    if linked:
        raise Conflict("record.still_linked", problems=linked)
    rows = await work.tx.rows(
        Delete(card.form.table, "t", where=where, returning=(Out(Col("t", "id"), "id"),))
    )
    gone = [row["id"] for row in rows]  # what is not in the bin keeps all it has
    await work.tx.run(_SQL["forget"], form, gone)
    return len(gone)


async def _linked(work: Work[WriteTx], form: str, ids: Sequence[str]) -> list[Problem]:
    found: list[Problem] = []
    for other in work.catalog.cards.values():
        tables = [(other.form.table, one) for one in other.form.fields]
        tables += [
            (other.form.lines_table(line.key), one)
            for line in other.form.lines()
            for one in line.fields
        ]
        for table, one in tables:
            if one.kind.points_to() != form or one.kind.many:
                continue
            where = AnyOf(Col("t", one.key), Param(list(ids), "uuid[]"))
            hit = await work.tx.value(
                Select((Out(Lit(1), "one"),), Table(table, "t"), where=where, limit=Lit(1))
            )
            if hit:
                words = {"zh": other.form.label.say("zh"), "en": other.form.label.say("en")}
                found.append(Problem("record.linked_from", one.key, {"form": words}))
    return found


async def _mark(
    work: Work[WriteTx], card: FormCard, ids: Sequence[str], at: Expr, by: Expr
) -> None:
    update = Update(
        card.form.table,
        "t",
        (
            ("deleted_at", at),
            ("deleted_by", by),
            ("version", Infix("+", Col("t", "version"), Lit(1))),
        ),
        where=AnyOf(Col("t", "id"), Param(list(ids), "uuid[]")),
    )
    sql, values = printer.text(update)
    await work.tx.run(sql, *bound(values, Ask(Shape(card.form.name)), work))
