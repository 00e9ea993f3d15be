"""Files of definitions to a catalog: read, resolve names, compile every expression, gather problems."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tombolo.base.problems import Problem
from tombolo.formula.types import BOOLEAN
from tombolo.schema.app import App
from tombolo.schema.balance import Balance
from tombolo.schema.balance_build import Counting, sums_of
from tombolo.schema.balance_codec import balance_of
from tombolo.schema.catalog import (
    Catalog,
    Computed,
    Expressions,
    Files,
    FormCard,
    Inverse,
    Rule,
    UniqueRule,
    Verdict,
)
from tombolo.schema.check import layout_problems, reference_problems, view_problems
from tombolo.schema.codec import app_of, form_of
from tombolo.schema.condition import Condition, Scope, tried
from tombolo.schema.field import Check, Field
from tombolo.schema.flowed import flowed, forms_in
from tombolo.schema.form import Form
from tombolo.schema.indexes import unfit
from tombolo.schema.label import Label
from tombolo.schema.ripple import effects_of
from tombolo.schema.rules import locks, verdicts
from tombolo.schema.scopes import RowScope, World
from tombolo.schema.values import Values

Made = TypeVar("Made")


def build(files: Files, version: int = 0) -> Catalog:
    """The catalog of these files. `problems` says what is wrong; such a catalog is never applied."""
    problems: list[Problem] = []
    apps: dict[str, App] = {}
    forms: dict[str, Form] = {}
    balances: dict[str, Balance] = {}
    for path, data in files.items():
        app, _, rest = path.partition("/")
        if rest == "app":
            apps[app], found = app_of(app, data)
            problems.extend(found)
        elif rest.startswith("balances/"):
            balance, found = balance_of(app, rest.removeprefix("balances/"), data)
            balances[balance.name] = balance
            problems.extend(found)
        elif rest.startswith("forms/"):
            form, found = form_of(app, rest.removeprefix("forms/"), data)
            forms[form.name] = form
            problems.extend(found)
    for name in forms_in(files) & forms.keys():
        forms[name] = flowed(forms[name])
    problems.extend(reference_problems(apps, forms, balances))
    builder = _Builder(forms, problems, balances)
    counted = builder.counting.cards(balances, apps)
    cards, found = builder.cards()
    made = Catalog(version, apps, cards, files, tuple(found), effects_of(cards), counted)
    return made if found else replace(made, problems=tuple(unfit(made)))


@dataclass(slots=True)
class _Builder:
    forms: Mapping[str, Form]
    problems: list[Problem]
    balances: Mapping[str, Balance]
    values: Values = field(init=False)
    world: World = field(init=False)
    counting: Counting = field(init=False)

    def __post_init__(self) -> None:
        self.values = Values(self.forms, self.problems, sums_of(self.balances))
        self.world = self.values.world
        self.counting = Counting(self.forms, self.world, self.values, self.problems)

    def cards(self) -> tuple[dict[str, FormCard], list[Problem]]:
        made = {name: self._card(form) for name, form in self.forms.items()}
        return made, self.problems

    def _card(self, form: Form) -> FormCard:
        place = f"{form.app}/forms/{form.key}#"
        scope = self.world.scope(form.name)
        line_scopes = {one.key: RowScope(form, one.key, self.world) for one in form.lines()}
        own = self._expressions(form, "", tuple(form.every.values()), scope, f"{place}fields")
        for number, check in enumerate(form.checks):
            self._check_into(own, check, scope, f"{place}checks.{number}")
        title, level = self.values.title(form.name)
        card = FormCard(
            form=form,
            own=_frozen(own),
            lines={
                one.key: _frozen(
                    self._expressions(
                        form,
                        one.key,
                        one.fields,
                        line_scopes[one.key],
                        f"{place}fields.{one.key}.fields",
                    )
                )
                for one in form.lines()
            },
            unique=self._unique(form, scope, place),
            title=title,
            title_level=level,
            inverses={
                key: Inverse(key, rows.form, at, rows.lines)
                for key, (rows, at) in self.world.inverses.get(form.name, {}).items()
            },
            view_conditions=self._views(form, scope, place),
            scope=scope,
            line_scopes=line_scopes,
            hidden={
                lines: tuple(one for one, _ in found.values())
                for lines in ("", *line_scopes)
                if (found := self.counting.hidden.get((form.name, lines)))
            },
            draws=self._draws(form, own),
            locks=self._told(locks(form, scope, place)),
        )
        self.problems.extend(layout_problems(form))
        self.problems.extend(view_problems(form, scope))
        return card

    def _draws(self, form: Form, own: "_Open") -> frozenset[str]:
        """The balances that it feeds and that defaults of its records ask for."""
        fed = {
            one.name
            for one in self.balances.values()
            if any(source.form == form.name for source in one.sources)
        }
        return frozenset(fed & {name for one in own.defaults.values() for name in one.asking})

    # -- defaults, checks, titles, unique rules, views ---------------------------------------------

    def _expressions(
        self, form: Form, lines: str, fields: tuple[Field, ...], scope: Scope, place: str
    ) -> "_Open":
        made = _Open()
        for one in fields:
            here = f"{place}.{one.key}"
            if one.kind.computed:
                computed = self.values.computed(form.name, lines, one)
                if computed:
                    made.computed[one.key] = computed
            if one.default:
                want = None if one.kind.rows else one.kind.type()
                default, found = tried(one.default, scope, want, f"{here}.default")
                self.problems.extend(found)
                if default:
                    made.defaults[one.key] = default
                    self._drawn(form, lines, default, f"{here}.default")
            if one.default_when:
                when, found = tried(one.default_when, scope, BOOLEAN, f"{here}.default_when")
                self.problems.extend(found)
                if when:
                    made.default_whens[one.key] = when
            for check in one.checks:
                self._check_into(made, check, scope, f"{here}.check")
        for key, (_, computed) in self.counting.hidden.get((form.name, lines), {}).items():
            made.computed[key] = computed
        made.verdicts = self._told(verdicts(fields, scope, self.world, place))
        return made

    def _told(self, found: tuple[Made, list[Problem]]) -> Made:
        self.problems.extend(found[1])
        return found[0]

    def _drawn(self, form: Form, lines: str, default: Condition, place: str) -> None:
        """Rows of one record are computed together: none would see what those before it moved."""
        for name in sorted(set(default.asking)) if lines else ():
            if any(source.form == form.name for source in self.balances[name].sources):
                values = {"name": lines, "balance": name}
                self.problems.append(Problem("balance.drawn_by_lines", place, values))

    def _check_into(self, made: "_Open", check: Check, scope: Scope, place: str) -> None:
        compiled, found = tried(check.need, scope, BOOLEAN, place)
        self.problems.extend(found)
        if check.at and scope.find(check.at) is None:
            self.problems.append(Problem("definition.no_field", f"{place}.at", {"name": check.at}))
        if compiled:
            made.checks.append(Rule(compiled, _said(check.say), check.at))

    def _unique(self, form: Form, scope: Scope, place: str) -> tuple[UniqueRule, ...]:
        made = [
            UniqueRule(_index_name(form, (one.key,), ""), (one.key,), None, {})
            for one in form.fields
            if one.unique or one.kind.given
        ]
        for number, rule in enumerate(form.unique):
            here = f"{place}unique.{number}"
            for key in rule.fields:
                found = form.field(key)
                if (
                    found is None
                    or found.kind.rows
                    or (found.kind.computed and not self._is_stored(form, found))
                ):
                    self.problems.append(
                        Problem("definition.no_field", f"{here}.fields", {"name": key})
                    )
            where: Condition | None = None
            if rule.where:
                where, problems = tried(rule.where, scope, BOOLEAN, f"{here}.where")
                self.problems.extend(problems)
                if where and not self._of_columns(form, where):
                    self.problems.append(Problem("unique.where_reaches_out", f"{here}.where"))
            name = _index_name(form, rule.fields, rule.where)
            made.append(UniqueRule(name, rule.fields, where, _said(rule.say)))
        return tuple(made)

    def _of_columns(self, form: Form, where: Condition) -> bool:
        """Whether a condition reads only columns of the form's own table, as an index must."""
        if where.live:
            return False
        for path in where.reads:
            own = form.field(path[0]) if len(path) == 1 else None
            if (
                own is None
                or own.kind.rows
                or (own.kind.computed and not self._is_stored(form, own))
            ):
                return False
        return True

    def _is_stored(self, form: Form, one: Field) -> bool:
        computed = self.values.computed(form.name, "", one)
        return bool(computed and computed.stored)

    def _views(self, form: Form, scope: Scope, place: str) -> dict[str, Condition]:
        made: dict[str, Condition] = {}
        for view in form.views:
            if view.where:
                compiled, found = tried(
                    view.where, scope, BOOLEAN, f"{place}views.{view.key}.where"
                )
                self.problems.extend(found)
                if compiled:
                    made[view.key] = compiled
        return made


@dataclass(slots=True)
class _Open:
    computed: dict[str, Computed] = field(default_factory=dict[str, Computed])
    defaults: dict[str, Condition] = field(default_factory=dict[str, Condition])
    default_whens: dict[str, Condition] = field(default_factory=dict[str, Condition])
    checks: list[Rule] = field(default_factory=list[Rule])
    verdicts: tuple[Verdict, ...] = ()


def _frozen(made: _Open) -> Expressions:
    return Expressions(
        made.computed, made.defaults, tuple(made.checks), made.default_whens, made.verdicts
    )


def _said(label: Label) -> Mapping[str, str]:
    return {"zh": label.say("zh"), "en": label.say("en")} if label.zh or label.en else {}


def _index_name(form: Form, fields: tuple[str, ...], where: str) -> str:
    """A name that stays while the rule stays: the server reports clashes by it."""
    digest = hashlib.sha256("|".join((form.name, *fields, where)).encode()).hexdigest()[:10]
    return f"u_{form.table[:38]}_{digest}"
