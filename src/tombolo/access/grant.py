"""Policies × person × form: what this person may do there, on which rows, with which fields.

Several policies add up (union); nothing is allowed unless one allows it. Pure: no database.
"""

import hashlib
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tombolo.access.people import Actor
from tombolo.access.policy import Policy, Verb, beside, field_names
from tombolo.base.errors import Denied
from tombolo.schema.catalog import Catalog
from tombolo.schema.condition import Condition
from tombolo.schema.system import ID, PEOPLE, RECORD, TITLE, writable
from tombolo.schema.ways import from_record


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows: all, or those for which one of `any` holds; none when both say nothing."""

    all: bool = False
    any: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return self.all or bool(self.any)


# Whoever may read a record may know which it is and what it is called.
_ALWAYS = frozenset({ID, TITLE})
_DEEPEST = 50  # computed fields behind one another; deeper is not shown
ALL = Rows(all=True)
NONE = Rows()


@dataclass(frozen=True, slots=True)
class Grant:
    """What one person may do with one form. `because` names the policies that say so."""

    form: str
    rows: Mapping[Verb, Rows]
    seen: Mapping[str, Rows]  # field (or lines.field): the rows where it is seen; absent: hidden
    written: Mapping[str, Rows]  # in records that are there
    filled: Mapping[str, Rows]  # in new records, as they will be
    because: Mapping[Verb, tuple[str, ...]]

    def may(self, verb: Verb) -> bool:
        return bool(self.rows.get(verb))

    def demand(self, verb: Verb) -> Rows:
        """The rows for `verb`. Raises Denied when there are none."""
        found = self.rows.get(verb, NONE)
        if not found:
            raise Denied(
                "grant.denied",
                values={"verb": verb, "form": self.form},
                because=(f"{self.form}: {verb}",),
            )
        return found

    def sees(self, name: str) -> bool:
        return name in self.seen or name in _ALWAYS

    def masked(self, name: str) -> Rows | None:
        """The rows where the field is seen when that is fewer than may be read, else None."""
        if name in _ALWAYS:
            return None
        seen = self.seen.get(name, NONE)
        return None if seen.all or seen == self.rows.get("read", NONE) else seen

    def partly(self, fields: Mapping[str, Rows], verb: Verb) -> list[tuple[Rows, list[str]]]:
        """Of `seen`, `written` or `filled` those of fewer rows than `verb` reaches, by their rows."""
        whole = self.rows.get(verb)
        found: dict[Rows, list[str]] = {}
        for name, rows in sorted(fields.items(), key=lambda item: item[0]):
            if not rows.all and rows != whole:
                found.setdefault(rows, []).append(name)
        return list(found.items())

    def writes(self, name: str) -> bool:
        """Whether the field is written at all: in new records or in those that are there."""
        return name in self.written or name in self.filled

    def writes_in(self, name: str, *, new: bool) -> bool:
        """Whether the field is written in some new record, or in some that is there."""
        return name in self.filled if new else name in self.written


@dataclass(slots=True)
class Grants:
    """All grants of people with the same roles and departments under one catalog."""

    catalog: Catalog
    policies: tuple[Policy, ...]
    is_admin: bool
    fingerprint: str
    made: dict[str, Grant] = field(default_factory=dict[str, Grant])
    followed: dict[tuple[str, str], bool] = field(default_factory=dict[tuple[str, str], bool])

    def of(self, form: str) -> Grant:
        """The grant on `form`; one that allows nothing where no policy speaks."""
        found = self.made.get(form)
        if found is None:
            found = self.made[form] = self._make(form)
        return found

    def readable(self) -> tuple[str, ...]:
        """The forms of which something may be read."""
        return tuple(name for name in self.catalog.cards if self.of(name).may("read"))

    def sums(self) -> tuple[str, ...]:
        """The balances of which something may be read."""
        return tuple(name for name in self.catalog.balances if self.of(name).may("read"))

    def _make(self, form: str) -> Grant:
        if form in self.catalog.balances:
            return self._on_balance(form)
        every = self._fields(form)
        if self.is_admin:
            return _everything(form, every, self.catalog)
        mine = [one for one in self.policies if one.form == form]
        readers = [one for one in mine if "read" in one.verbs]
        rows: dict[Verb, Rows] = {verb: _union(mine, verb) for one in mine for verb in one.verbs}
        seen = {name: found for name in every if (found := self._seen(form, name, readers))}
        # A policy speaks for the records its verbs reach: who only creates by it changes nothing
        # by it. An import makes and changes records, by the same rights.
        written: dict[str, Rows] = {}
        filled: dict[str, Rows] = {}
        for name in every:
            with_ = beside(self.catalog.card(form), name) or name
            allowed = [one for one in mine if one.writes(name) and one.writes(with_)]
            if allowed and _writable(self.catalog, form, name):
                updaters = [one for one in allowed if "update" in one.verbs]
                if updaters:
                    written[name] = _union_of(updaters, "update")
                creators = [one for one in allowed if "create" in one.verbs]
                if creators:
                    filled[name] = _union_of(creators, "create")
        because: dict[Verb, tuple[str, ...]] = {
            verb: tuple(f"{one.app}.{one.key}" for one in mine if verb in one.verbs)
            for verb in rows
        }
        return Grant(form, rows, seen, written, filled, because)

    def _on_balance(self, name: str) -> Grant:
        """A balance is read, and exported, or it is not; nothing is computed and nobody writes it."""
        every = self.catalog.balances[name].card.form.every
        if self.is_admin:
            seen = dict.fromkeys(every, ALL)
            whole: dict[Verb, Rows] = {"read": ALL, "export": ALL}
            return Grant(name, whole, seen, {}, {}, dict.fromkeys(whole, ("administrator",)))
        readers = [one for one in self.policies if one.form == name and "read" in one.verbs]
        if not readers:
            return Grant(name, {}, {}, {}, {}, {})
        showing = {key: [one for one in readers if one.shows(key)] for key in every}
        rows: dict[Verb, Rows] = {"read": _union(readers, "read")}
        if any("export" in one.verbs for one in readers):
            rows["export"] = _union(readers, "export")
        return Grant(
            form=name,
            rows=rows,
            seen={key: _union_of(some, "read") for key, some in showing.items() if some},
            written={},
            filled={},
            because={
                verb: tuple(f"{one.app}.{one.key}" for one in readers if verb in one.verbs)
                for verb in rows
            },
        )

    def _fields(self, form: str) -> frozenset[str]:
        return field_names(self.catalog.card(form))

    def _seen(self, form: str, name: str, readers: Iterable[Policy]) -> Rows:
        """The rows where the field is seen. What is computed needs its inputs, or `show`."""
        with_ = beside(self.catalog.card(form), name) or name
        allowed = [
            one
            for one in readers
            if one.shows(name)
            and one.shows(with_)
            and (name in one.show or self._inputs(form, name, one))
        ]
        return _union_of(allowed, "read")

    def _inputs(self, form: str, name: str, policy: Policy, depth: int = 0) -> bool:
        """Whether everything a computed field reads is seen too."""
        card = self.catalog.card(form)
        lines, _, key = name.rpartition(".")
        computed = (card.lines[lines] if lines else card.own).computed.get(key)
        if computed is None:
            return True
        if depth > _DEEPEST:
            return False
        for read in computed.condition.reads:
            at, path = from_record(lines, read, card.lines)
            if not path:
                continue
            top = path[0]
            if not at and len(path) > 1 and top in card.lines:
                at, top, path = top, path[1], path[1:]
            first = f"{at}.{top}" if at else top
            owner = card.form.field(at or top)
            if owner is not None and not (
                policy.shows(first) and self._inputs(form, first, policy, depth + 1)
            ):
                return False
            if len(path) > 1 and not self._reaches(form, at, path, depth, whole=computed.stored):
                return False
            if (
                not at
                and len(path) == 1
                and not self._counts(form, first, depth, whole=computed.stored)
            ):
                return False
        return True

    def _reaches(
        self, form: str, lines: str, path: tuple[str, ...], depth: int, *, whole: bool
    ) -> bool:
        """Whether a path through links leads only over forms and fields this person sees; over
        `whole` forms, when the value is stored: it is the same for all who look, so of rows that a
        person may not read it tells her something. Who may know it all the same is told by `show`.
        """
        for step, following in itertools.pairwise(path):
            card = self.catalog.cards.get(form)
            if card is None:
                return True  # a person or a department: known to all
            owner = card.form.field(lines or step)
            found = owner.column(step) if lines and owner else owner
            if lines and step == RECORD:
                if not self._follows(form, following, depth):
                    return False
                lines = ""
                continue
            if found is not None and found.kind.rows:
                if not self._follows(form, f"{step}.{following}", depth):
                    return False
                lines = step
                continue
            inverse = None if found else card.inverses.get(step)
            target = found.kind.points_to() if found else inverse.form if inverse else ""
            lines = inverse.lines if inverse else ""
            if not target or target in PEOPLE:
                return True
            if inverse and not self._follows(target, inverse.name, depth):
                return False
            if not self._follows(target, f"{lines}.{following}" if lines else following, depth):
                return False
            if whole and not self._reads_all(target):
                return False
            form = target
        return bool(lines) or self._counts(form, path[-1], depth, whole=whole)

    def _counts(self, form: str, name: str, depth: int, *, whole: bool) -> bool:
        """Whether this person may know how many rows there are behind a name; of a value, always."""
        card = self.catalog.cards.get(form)
        related = card.inverses.get(name) if card and card.form.field(name) is None else None
        if related is None:
            return True
        seen = self._follows(related.form, related.name, depth)
        return seen and (not whole or self._reads_all(related.form))

    def _reads_all(self, form: str) -> bool:
        """Whether this person reads every record of a form."""
        return any(
            one.form == form and "read" in one.verbs and one.rows.get("read") is None
            for one in self.policies
        )

    def _follows(self, form: str, name: str, depth: int) -> bool:
        """Whether a field of a linked form is seen. Asked field by field: two forms may look at each
        other, two fields never do.
        """
        found = self.followed.get((form, name))
        if found is None:
            found = name in _ALWAYS or any(
                one.shows(name) and (name in one.show or self._inputs(form, name, one, depth + 1))
                for one in self.policies
                if one.form == form and "read" in one.verbs
            )
            self.followed[form, name] = found
        return found


def grants_for(catalog: Catalog, policies: Iterable[Policy], actor: Actor) -> Grants:
    """The grants of this person; equal for all with the same roles and departments."""
    mine = tuple(one for one in policies if _meant(one, actor))
    words = [
        str(catalog.version),
        str(actor.is_admin),
        *(f"{p.app}/{p.key}/{p.form}" for p in mine),
    ]
    digest = hashlib.sha256("|".join(words).encode()).hexdigest()[:16]
    return Grants(catalog, mine, actor.is_admin, digest)


def _meant(policy: Policy, actor: Actor) -> bool:
    who = policy.who
    return (
        who.everyone
        or bool(who.roles & set(actor.roles))
        or bool(who.departments & set(actor.department_names))
    )


def _union(policies: Iterable[Policy], verb: Verb) -> Rows:
    return _union_of([one for one in policies if verb in one.verbs], verb)


def _union_of(policies: Iterable[Policy], verb: Verb) -> Rows:
    found: dict[str, Condition] = {}
    for one in policies:
        condition = one.rows.get(verb)
        if condition is None:
            return ALL
        found[condition.text] = condition
    return Rows(any=tuple(found.values()))


def _writable(catalog: Catalog, form: str, name: str) -> bool:
    """Whether anybody at all may write this field."""
    card = catalog.card(form)
    top, _, column = name.partition(".")
    one = card.form.field(top)
    if one is not None and column:
        one = one.column(column)
    if one is None or one.kind.computed or one.kind.given:
        return False
    return writable(one)


def _everything(form: str, every: frozenset[str], catalog: Catalog) -> Grant:
    verbs: tuple[Verb, ...] = (
        "read",
        "create",
        "update",
        "delete",
        "export",
        "import",
        "share_views",
    )
    writable = dict.fromkeys((one for one in every if _writable(catalog, form, one)), ALL)
    return Grant(
        form,
        dict.fromkeys(verbs, ALL),
        dict.fromkeys(every, ALL),
        writable,
        writable,
        dict.fromkeys(verbs, ("administrator",)),
    )
