"""Files of definitions to a catalog: read, resolve names, compile every expression, gather problems."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from tombolo.base.problems import Problem
from tombolo.formula.types import BLANK, BOOLEAN, TEXT
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
from tombolo.schema.condition import Condition, Scope, Type, tried
from tombolo.schema.field import Check, Field
from tombolo.schema.form import Form
from tombolo.schema.label import Label
from tombolo.schema.ripple import effects_of
from tombolo.schema.rules import locks, verdicts
from tombolo.schema.scopes import RowScope, World
from tombolo.schema.system import PEOPLE, SYSTEM_FIELDS, TITLE, UNTOLD
from tombolo.schema.titles import title_formula, usual_title
from tombolo.schema.ways import Rows, Way, way

Made = TypeVar("Made")
MOST_EXPANDED = 5000  # reads of one live formula with every live one in it written out


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
    problems.extend(reference_problems(apps, forms, balances))
    builder = _Builder(forms, problems, balances)
    counted = builder.counting.cards(balances, apps)
    cards, found = builder.cards()
    return Catalog(version, apps, cards, files, tuple(found), effects_of(cards), counted)


@dataclass(slots=True)
class _Builder:
    forms: Mapping[str, Form]
    problems: list[Problem]
    balances: Mapping[str, Balance]
    world: World = field(init=False)
    counting: Counting = field(init=False)
    computed: dict[tuple[str, str, str], Computed | None] = field(
        default_factory=dict[tuple[str, str, str], Computed | None]
    )
    titles: dict[str, tuple[Condition | None, int]] = field(
        default_factory=dict[str, tuple[Condition | None, int]]
    )
    sizes: dict[tuple[str, str, str], int] = field(default_factory=dict[tuple[str, str, str], int])
    stack: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])

    def __post_init__(self) -> None:
        sums = sums_of(self.balances)
        self.world = World(self.forms, _inverses(self.forms), self._type_of, sums)
        self.counting = Counting(self.forms, self.world, self, self.problems)

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
        title, level = self._title(form.name)
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
                key: Inverse(key, other, at)
                for key, (other, at) in self.world.inverses.get(form.name, {}).items()
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

    # -- what balances count -----------------------------------------------------------------------

    def contribution(
        self, form: str, lines: str, text: str, want: Type, place: str
    ) -> Computed | None:
        compiled, found = tried(text, RowScope(self.forms[form], lines, self.world), want, place)
        self.problems.extend(found)
        if compiled is None:
            return None
        steady, level = self._steady(form, lines, compiled)
        if not steady:
            self.problems.append(Problem("balance.moves_alone", place))
            return None
        return Computed(compiled, compiled.type, stored=True, level=level, steady=True)

    def is_column(self, form: str, lines: str, one: Field) -> bool:
        if not one.kind.computed:
            return one.kind.column is not None
        computed = self._computed(form, lines, one)
        return bool(computed and computed.stored)

    # -- computed fields ---------------------------------------------------------------------------

    def _type_of(self, form: str, lines: str, one: Field) -> Type:
        if not one.kind.computed:
            return one.kind.type()
        computed = self._computed(form, lines, one)
        return computed.type if computed else BLANK

    def _computed(self, form: str, lines: str, one: Field) -> Computed | None:
        """Compile a computed field once; a field that reads itself is told with its whole path."""
        key = (form, lines, one.key)
        if key in self.computed:
            return self.computed[key]
        place = f"{form.replace('.', '/forms/', 1)}#fields.{f'{lines}.fields.' if lines else ''}{one.key}"
        if self._circle(key, place):
            return None
        self.stack.append(key)
        try:
            made = self._compile(form, lines, one, place)
        finally:
            self.stack.pop()
        self.computed[key] = made
        return made

    def _compile(self, form: str, lines: str, one: Field, place: str) -> Computed | None:
        text = one.kind.looks_at() or one.kind.computes()
        leaf = one.kind.leaf
        if not text.strip():
            return None
        scope = RowScope(self.forms[form], lines, self.world)
        compiled, found = tried(text, scope, None, f"{place}.{leaf}")
        self.problems.extend(found)
        if compiled is None:
            return None
        steady, level = self._steady(form, lines, compiled)
        if one.kind.looks_at():
            return Computed(compiled, compiled.type, stored=False, level=level, steady=steady)
        size = 1 if steady else self._size(form, lines, compiled)
        if size > MOST_EXPANDED:
            self.problems.append(
                Problem("formula.too_large", f"{place}.{leaf}", {"most": MOST_EXPANDED})
            )
            return None
        self.sizes[form, lines, one.key] = size
        return Computed(compiled, compiled.type, stored=steady, level=level, steady=steady)

    def _size(self, form: str, lines: str, compiled: Condition) -> int:
        """How many reads it becomes once the live fields it reads are written out in it."""
        total = 1
        for path, count in compiled.occurrences.items():
            total += count * self.sizes.get(self._end(form, lines, path), 1)
        return total

    def _end(self, form: str, lines: str, path: tuple[str, ...]) -> tuple[str, str, str]:
        """The field that a path ends at, by form, lines and key."""
        found = self._way(form, lines, path)
        return (found.end.form, found.end.lines, found.key) if found else (form, lines, path[-1])

    def _way(self, form: str, lines: str, path: tuple[str, ...]) -> Way | None:
        return way(self.forms, self.world.inverses, Rows(form, lines), path)

    def _steady(self, form: str, lines: str, compiled: Condition) -> tuple[bool, int]:
        """Whether it changes only when something is written, so that it can be stored; its level.

        Facts of people, and when and by whom a record was last changed, are not told to those who
        read them: what reads them is computed when read.
        """
        steady, level = not compiled.live, 0
        for path in compiled.reads:
            found = self._way(form, lines, path)
            if found is None or found.end.form in PEOPLE or found.key in UNTOLD:
                steady = False
                continue
            if found.key == TITLE:
                level = max(level, self._title(found.end.form)[1] + 1)
                continue
            one = self._field(found.end, found.key)
            if one is not None and one.kind.computed:
                below = self._computed(*found.end, one)
                steady = steady and bool(below and below.steady)
                level = max(level, below.level + 1 if below else 0)
        return steady, level

    def _field(self, at: Rows, key: str) -> Field | None:
        owner = self.forms[at.form].field(at.lines or key)
        return owner.column(key) if owner and at.lines else owner

    # -- defaults, checks, titles, unique rules, views ---------------------------------------------

    def _expressions(
        self, form: Form, lines: str, fields: tuple[Field, ...], scope: Scope, place: str
    ) -> "_Open":
        made = _Open()
        for one in fields:
            here = f"{place}.{one.key}"
            if one.kind.computed:
                computed = self._computed(form.name, lines, one)
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
        computed = self._computed(form.name, "", one)
        return bool(computed and computed.stored)

    def _title(self, name: str) -> tuple[Condition | None, int]:
        """How records are called, and the level: a title may read that of a linked record."""
        if name in self.titles:
            return self.titles[name]
        form, key = self.forms[name], (name, "", TITLE)
        place = f"{name.replace('.', '/forms/', 1)}#title"
        if self._circle(key, place):
            return None, 0
        template = form.title or usual_title(form)
        made: tuple[Condition | None, int] = (None, 0)
        if template:
            self.stack.append(key)
            text = title_formula(template, lambda path: self._at_end(name, path))
            compiled, found = tried(text, self.world.scope(name), TEXT, place)
            self.problems.extend(found)
            steady, level = self._steady(name, "", compiled) if compiled else (False, 0)
            self.stack.pop()
            if compiled and not steady:
                self.problems.append(Problem("definition.title_moves", place))
            made = (compiled if steady else None, level)
        self.titles[name] = made
        return made

    def _at_end(self, form: str, path: tuple[str, ...]) -> Field | None:
        found = self._way(form, "", path)
        return self._field(found.end, found.key) if found and found.end.form in self.forms else None

    def _circle(self, key: tuple[str, str, str], place: str) -> bool:
        """Whether a value is being compiled already: then it reads itself, which is told."""
        if key not in self.stack:
            return False
        names = [*self.stack[self.stack.index(key) :], key]
        path = " → ".join(".".join(part for part in name if part) for name in names)
        self.problems.append(Problem("formula.cycle", place, {"path": path}))
        return True

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


def _inverses(forms: Mapping[str, Form]) -> dict[str, dict[str, tuple[str, str]]]:
    """By form: the names under which other forms' links to it are read."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for form in forms.values():
        for one in form.fields:
            target = one.kind.points_to()
            if target in forms and not one.kind.many:
                given = one.kind.inverse_of()
                key = given or f"{form.key}_by_{one.key}"
                found.setdefault(target, {})[key] = (form.name, one.key)
    return found


def _index_name(form: Form, fields: tuple[str, ...], where: str) -> str:
    """A name that stays while the rule stays: the server reports clashes by it."""
    digest = hashlib.sha256("|".join((form.name, *fields, where)).encode()).hexdigest()[:10]
    return f"u_{form.table[:38]}_{digest}"


SYSTEM_KEYS = frozenset(one.key for one in SYSTEM_FIELDS)
