"""What a node lets its people see and write of the one record they decide about.

A task grants its holder exactly the fields of its node, with or without a role on the form
(approval-and-automation.md S41). Of the records that its fields lead to it shows what they are called,
and what look-ups show; everything else of other forms stays with the rights of the person.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from tombolo.access.grant import ALL, NONE, Grant, Grants
from tombolo.access.policy import field_names
from tombolo.pg.pool import ReadTx
from tombolo.records.work import Work
from tombolo.schema.catalog import FormCard
from tombolo.schema.paths import resolve
from tombolo.schema.system import FLOW_STATE

Tx = TypeVar("Tx", bound=ReadTx)


@dataclass(frozen=True, slots=True)
class Lens:
    """Fields and columns of lines (`lines.qty`) of one form: those not to be seen, those to be
    written, and, when it is given, the only ones that are seen.
    """

    form: str
    hide: frozenset[str] = frozenset()
    edit: frozenset[str] = frozenset()
    see: frozenset[str] | None = None


def through(work: Work[Tx], lens: Lens) -> Work[Tx]:
    """The work of a person who looks at a record through a node. Whoever calls it has seen that the
    record is the one of the person's task, and hands no other id to what it calls.
    """
    card = work.catalog.card(lens.form)
    hidden = _with_columns(card, lens.hide)
    shown = field_names(card) if lens.see is None else _with_columns(card, lens.see)
    seen = dict.fromkeys(shown - hidden, ALL)
    edit = _with_columns(card, lens.edit) - hidden
    opened = frozenset(name for name in edit if _writable(card, name))
    # To write a column the rows must be sent; whether rows may come and go, the lock decides.
    written = dict.fromkeys({*opened, *(one.partition(".")[0] for one in opened)}, ALL)
    rows = {"read": ALL, "update": ALL if written else NONE}
    because = ("approval",)
    grant = Grant(lens.form, rows, seen, written, {}, {"read": because, "update": because})  # pyright: ignore[reportArgumentType]
    return _with(work, grant, opened, _behind(work, card, seen, edit))


def _behind(
    work: Work[Tx], card: FormCard, shown: Collection[str], edit: Collection[str]
) -> dict[str, Grant]:
    """What is seen of the records that visible fields lead to: their titles, and what look-ups show.
    Who may set a link chooses among what the own rights show, so there nothing is added.
    """
    found: dict[str, set[str]] = {}
    chosen: set[str] = {card.form.name}
    for name in shown:
        top, _, column = name.partition(".")
        one = card.form.field(top)
        one = one.column(column) if one is not None and column else one
        if one is None:
            continue
        target = one.kind.points_to()
        if target in work.catalog.cards:
            found.setdefault(target, set())
            chosen.update([target] if name in edit else [])
        path = one.kind.looks_at()
        spot = resolve(work.catalog, card.form.name, path) if path and not column else None
        for form, field in spot.passes if spot else ():
            found.setdefault(form, set()).add(field)
            leads = work.catalog.form(form).field(field) if form in work.catalog.cards else None
            if leads is not None and leads.kind.points_to() in work.catalog.cards:
                found.setdefault(leads.kind.points_to(), set())
    return {
        form: Grant(
            form, {"read": ALL}, dict.fromkeys(fields, ALL), {}, {}, {"read": ("approval",)}
        )
        for form, fields in found.items()
        if form in work.catalog.cards and form not in chosen
    }


def as_flow(work: Work[Tx], form: str) -> Work[Tx]:
    """The work of the flow itself: what its ends and steps set, and the state of the record."""
    card = work.catalog.card(form)
    names = field_names(card)
    written = {name: ALL for name in names if _writable(card, name)} | {FLOW_STATE: ALL}
    grant = Grant(form, {"read": ALL, "update": ALL}, dict.fromkeys(names, ALL), written, {}, {})
    return _with(work, grant, frozenset(written))


def _with(
    work: Work[Tx], grant: Grant, opened: frozenset[str], behind: Mapping[str, Grant] | None = None
) -> Work[Tx]:
    words = "|".join([grant.form, *sorted(grant.seen), "/", *sorted(grant.written)])
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]
    mine = work.grants
    lensed = Grants(
        mine.catalog,
        mine.policies,
        mine.is_admin,
        f"{mine.fingerprint}:{digest}",
        {**(behind or {}), grant.form: grant},
    )
    return replace(work, grants=lensed, opened=opened)


def _with_columns(card: FormCard, names: Collection[str]) -> frozenset[str]:
    """The names, and those of the columns where lines are named."""
    return frozenset(
        one for one in field_names(card) if one in names or one.partition(".")[0] in names
    )


def _writable(card: FormCard, name: str) -> bool:
    top, _, column = name.partition(".")
    one = card.form.field(top)
    if one is not None and column:
        one = one.column(column)
    return one is not None and not one.kind.computed and not one.kind.given and not one.system
