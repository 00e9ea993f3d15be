"""Balances compiled: each expression of a source becomes a column of its table, if it is none yet."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.schema.app import App
from tombolo.schema.balance import Balance, Source
from tombolo.schema.catalog import BalanceCard, Computed, Counted, Expressions, FormCard, GuardRule
from tombolo.schema.codec import field_of
from tombolo.schema.condition import (
    BOOLEAN,
    DATE,
    NUMBER,
    Condition,
    Meaning,
    Scope,
    Sums,
    Type,
    tried,
)
from tombolo.schema.desk import Desk
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.scopes import FixedScope, RowScope, World
from tombolo.schema.system import PEOPLE

Side = tuple[str, str]  # form, lines or ""
# Written by the database itself, so a row that is being saved does not have them.
_STAMPS = frozenset({"created_at", "created_by", "updated_at", "updated_by"})


class Compiler(Protocol):
    """What building a form knows how to do."""

    def contribution(
        self, form: str, lines: str, text: str, want: Type, place: str
    ) -> Computed | None:
        """An expression of a ledger's rows, stored whatever it reads; its problems are noted."""
        ...

    def is_column(self, form: str, lines: str, one: Field) -> bool:
        """Whether the field has a column."""
        ...


def sums_of(balances: Mapping[str, Balance]) -> dict[str, Sums]:
    """What an expression may know of balances."""
    return {
        one.name: Sums(
            one.name,
            tuple((key.key, key.label.zh, key.kind.type()) for key in one.keys),
            tuple(measure.key for measure in one.measures),
        )
        for one in balances.values()
    }


@dataclass(slots=True)
class Counting:
    """Every balance of the catalog in the making; `hidden` are the columns that they need."""

    forms: Mapping[str, Form]
    world: World
    compiler: Compiler
    problems: list[Problem]
    hidden: dict[Side, dict[str, tuple[Field, Computed]]] = field(
        default_factory=dict[Side, dict[str, tuple[Field, Computed]]]
    )

    def cards(
        self, balances: Mapping[str, Balance], apps: Mapping[str, App]
    ) -> dict[str, BalanceCard]:
        made: dict[str, BalanceCard] = {}
        for name in sorted(balances):
            balance = balances[name]
            self.problems.extend(self._names(balance, apps))
            sources = [self._source(balance, n, one) for n, one in enumerate(balance.sources)]
            guards = tuple(self._guards(balance))
            counted = tuple(one for one in sources if one)
            made[name] = BalanceCard(balance, counted, guards, self._card(balance))
        return made

    def _card(self, balance: Balance) -> FormCard:
        """The balance as a form of its keys and measures, for whoever reads it."""
        fields = (*balance.keys, *balance.measures)
        every = {one.key: one for one in fields}
        form = Form(
            balance.app, balance.key, balance.label, fields=fields, sums=True, every=every
        )  # fmt: skip
        nothing = Expressions({}, {}, ())
        scope = RowScope(form, "", self.world)
        return FormCard(form, nothing, {}, (), None, 0, {}, {}, scope, {})

    def _names(self, balance: Balance, apps: Mapping[str, App]) -> Iterator[Problem]:
        if balance.app not in apps:
            yield Problem("definition.no_app", balance.place, {"app": balance.app})
        if balance.name in self.forms:
            yield Problem("balance.table_taken", balance.place, {"name": balance.name})
        for key in balance.keys:
            target = key.kind.points_to()
            if target and target not in self.forms and target not in PEOPLE:
                near = ", ".join(similar(self.forms, target))
                values = {"name": target, "near": near}
                yield Problem("definition.no_form", f"{balance.place}keys.{key.key}", values)

    def _source(self, balance: Balance, number: int, source: Source) -> Counted | None:
        place = f"{balance.place}from.{number}"
        form = self.forms.get(source.form)
        if form is None:
            near = ", ".join(similar(self.forms, source.form))
            values = {"name": source.form, "near": near}
            self.problems.append(Problem("definition.no_form", f"{place}.form", values))
            return None
        if source.lines and source.lines not in {one.key for one in form.lines()}:
            values = {"form": form.name, "name": source.lines}
            self.problems.append(Problem("balance.no_lines", f"{place}.lines", values))
            return None
        self.problems.extend(_said_keys(balance, source, place))
        stem = f"_b_{balance.app}_{balance.key}_{number}"
        reads: dict[str, Condition] = {}
        where = ""
        if source.where:
            where = self._column(
                form, source, source.where, BOOLEAN, f"{stem}_where", f"{place}.where", reads
            )
        keys = {
            one.key: self._column(
                form,
                source,
                text,
                one.kind.type(),
                f"{stem}_{one.key}",
                f"{place}.keys.{one.key}",
                reads,
            )
            for one in balance.keys
            if (text := source.keys.get(one.key))
        }
        adds = {
            one.key: self._column(
                form, source, text, NUMBER, f"{stem}_{one.key}", f"{place}.add.{one.key}", reads
            )
            for one in balance.measures
            if (text := source.add.get(one.key))
        }
        on = ""
        if source.on:
            on = self._column(form, source, source.on, DATE, f"{stem}_on", f"{place}.on", reads)
        return Counted(source.form, source.lines, where, keys, adds, reads, on)

    def _column(
        self,
        form: Form,
        source: Source,
        text: str,
        want: Type,
        name: str,
        place: str,
        reads: dict[str, Condition],
    ) -> str:
        """The column that holds the expression: the field it is, or a hidden one."""
        computed = self.compiler.contribution(form.name, source.lines, text, want, place)
        if computed is None:
            return ""
        own = computed.condition.plain
        owner = form.every[source.lines].column(own) if source.lines else form.field(own)
        usable = owner is not None and own not in _STAMPS and owner.kind.column != "jsonb"
        if owner and usable and self.compiler.is_column(form.name, source.lines, owner):
            reads[own] = computed.condition
            return own
        name = _short(name)
        reads[name] = computed.condition
        made = field_of(Desk(place), name, {"kind": "formula", "is": text}, form.app)
        if made:
            one = replace(made, hidden=True)
            self.hidden.setdefault((form.name, source.lines), {})[name] = (one, computed)
        return name

    def _guards(self, balance: Balance) -> Iterator[GuardRule]:
        scope = self._scope(balance)
        for number, guard in enumerate(balance.guards):
            place = f"{balance.place}guard.{number}.need"
            compiled, found = tried(guard.need, scope, BOOLEAN, place)
            self.problems.extend(found)
            if compiled is None:
                continue
            if compiled.live:
                self.problems.append(Problem("balance.guard_live", place))
                continue
            said = guard.say
            say = {"zh": said.say("zh"), "en": said.say("en")} if said.zh or said.en else {}
            yield GuardRule(_constraint(balance, guard.need), compiled, say)

    def _scope(self, balance: Balance) -> Scope:
        """Keys and measures, and nothing behind them: a constraint looks at its own row."""
        facts = {
            one.key: Meaning(one.key, one.label.zh, "value", one.kind.type())
            for one in (*balance.keys, *balance.measures)
        }
        return FixedScope(facts, {}, self.world)


def _said_keys(balance: Balance, source: Source, place: str) -> Iterator[Problem]:
    known = {one.key for one in balance.keys}
    for name in source.keys.keys() - known:
        near = ", ".join(similar(known, name))
        yield Problem("definition.unknown", f"{place}.keys.{name}", {"name": name, "near": near})
    for name in sorted(known - source.keys.keys()):
        yield Problem("balance.no_key", f"{place}.keys", {"name": name})


def _short(name: str) -> str:
    """A name that PostgreSQL does not cut, with room for what a shadow or index puts around it."""
    if len(name) <= 56:
        return name
    return f"{name[:45]}_{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def _constraint(balance: Balance, need: str) -> str:
    """A name that stays while the guard stays."""
    return "g_" + hashlib.sha256(f"{balance.name}|{need}".encode()).hexdigest()[:16]
