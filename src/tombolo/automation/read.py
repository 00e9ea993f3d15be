"""Rules out of plain data: `<app>/rules/<key>.yaml`. Every name and expression is checked here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, cast

from tombolo.automation.read_notify import notify_of
from tombolo.automation.rule import (
    MOST,
    ONS,
    TIMINGS,
    As,
    Branch,
    Create,
    Delete,
    Each,
    On,
    Rows,
    Rule,
    Set,
    Step,
    Stop,
    Timing,
    Trigger,
    Update,
    Upsert,
    digest_of,
)
from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.records.asked import Stand, reads_rows
from tombolo.schema import ways
from tombolo.schema.catalog import Catalog, FormCard
from tombolo.schema.condition import BOOLEAN, Condition, Scope, Type, tried
from tombolo.schema.field import Field
from tombolo.schema.label import Label
from tombolo.schema.system import writable

Data = Mapping[str, object]
T = TypeVar("T", bound=str)
_AS = re.compile(r"causer|system|owner\(\s*([^)]+?)\s*\)")
_KEYS = {"rule", "label", "when", "timing", "as", "do", "again"}
_WHEN = {"form", "on", "watch", "if"}
_STEPS: Mapping[str, frozenset[str]] = {
    "create": frozenset({"form", "set", "source"}),
    "update": frozenset({"form", "where", "set", "most"}),
    "upsert": frozenset({"form", "by", "set", "many"}),
    "delete": frozenset({"form", "where", "most"}),
    "each": frozenset({"of", "as", "do"}),
    "branch": frozenset({"if", "do", "else"}),
    "set": frozenset(),
    "stop": frozenset({"say"}),
    "notify": frozenset({"to", "title", "text", "channels"}),
}
AGAIN = 3


def rules_of(catalog: Catalog) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """Every rule of the catalog that is right, and what is wrong with the others' files."""
    made: list[Rule] = []
    problems: list[Problem] = []
    for app, key, data in catalog.others("rules"):
        rule, found = rule_of(catalog, app, key, data)
        problems.extend(found)
        if rule is not None:
            made.append(rule)
    return tuple(made), tuple(problems)


def rule_of(
    catalog: Catalog, app: str, key: str, data: Data
) -> tuple[Rule | None, tuple[Problem, ...]]:
    """One rule of plain data; nothing but problems where anything is wrong."""
    reader = _Reader(catalog, app, f"{app}/rules/{key}#")
    rule = reader.rule(key, data)
    return (None if reader.problems else rule), tuple(reader.problems)


@dataclass(slots=True)
class _Reader:
    catalog: Catalog
    app: str
    root: str
    problems: list[Problem] = field(default_factory=list[Problem])
    timing: Timing = "after"
    on: On = "created"

    def wrong(self, code: str, place: str, **values: object) -> None:
        self.problems.append(Problem(code, f"{self.root}{place}", values))

    def rule(self, key: str, data: Data) -> Rule | None:
        self.known(data, _KEYS, "")
        self.timing = self.one_of(data.get("timing", "after"), TIMINGS, "timing")
        runs_as, login = self.runs_as(data.get("as", "causer"))
        again = self.number(data.get("again", 1), AGAIN, "again")
        trigger = self.trigger(data.get("when"))
        if trigger is None:
            return None
        self.on = trigger.on
        stand = Stand(ways.Rows(trigger.form), trigger.form)
        steps = self.steps(data.get("do"), stand, "do")
        label = self.label(data.get("label"), key)
        return Rule(
            self.app, key, label, trigger, self.timing, runs_as, login, steps,
            digest_of(data), data, again,
        )  # fmt: skip

    def runs_as(self, raw: object) -> tuple[As, str]:
        found = _AS.fullmatch(raw.strip()) if isinstance(raw, str) else None
        if found is None:
            self.wrong("rule.as", "as", name=str(raw))
        elif found[1]:
            return "owner", found[1]
        return ("system" if found and found[0] == "system" else "causer"), ""

    def trigger(self, raw: object) -> Trigger | None:
        if not isinstance(raw, Mapping):
            self.wrong("rule.no_when", "when")
            return None
        data = cast("Data", raw)
        self.known(data, _WHEN, "when.")
        card = self.form(data.get("form"), "when.form")
        on = self.one_of(data.get("on"), ONS, "when.on")
        if card is None:
            return None
        name = card.form.name
        watch = self.texts(data.get("watch"), "when.watch")
        every = {
            *card.form.every,
            *(f"{line.key}.{one.key}" for line in card.form.lines() for one in line.fields),
        }
        for one in watch:
            if one not in every:
                self.no_field(one, every, "when.watch")
        when = None
        if data.get("if") is not None:
            when = self.expression(data["if"], card.scope, BOOLEAN, "when.if")
            if when and on == "became" and reads_rows(self.catalog, name, when):
                self.wrong("rule.became_rows", "when.if")
        elif on == "became":
            self.wrong("rule.became_needs_if", "when.if")
        return Trigger(name, on, watch, when)

    def label(self, raw: object, key: str) -> Label:
        words: Data = cast("Data", raw) if isinstance(raw, Mapping) else {"zh": raw}
        return Label(str(words.get("zh") or key), str(words.get("en") or ""))

    def steps(self, raw: object, stand: Stand, place: str) -> tuple[Step, ...]:
        if not isinstance(raw, list) or not raw:
            self.wrong("rule.no_steps", place)
            return ()
        made = [
            self.step(one, stand, f"{place}[{n}]")
            for n, one in enumerate(cast("list[object]", raw))
        ]
        return tuple(one for one in made if one is not None)

    def step(self, raw: object, stand: Stand, place: str) -> Step | None:
        data: Data = cast("Data", raw) if isinstance(raw, Mapping) else {}
        verb = next(iter(data), "")
        if len(data) != 1 or verb not in _STEPS:
            self.wrong("rule.one_step", place, known=", ".join(_STEPS))
            return None
        body, here = data[verb], f"{place}.{verb}"
        if verb == "branch":
            return self.branch(body, stand, here)
        if not isinstance(body, Mapping):
            self.wrong("definition.not_mapping", here)
            return None
        inner = cast("Data", body)
        if verb == "set":
            return self.own(inner, stand, here)
        self.known(inner, _STEPS[verb], f"{here}.")
        match verb:
            case "stop":
                return self.stop(inner, here)
            case "each":
                return self.each(inner, stand, here)
            case "notify":
                place = f"{self.root}{here}"
                return notify_of(self.catalog, stand, inner, place, self.problems)
            case _:
                return self.records(verb, inner, stand, here)

    def records(self, verb: str, inner: Data, stand: Stand, here: str) -> Step | None:
        """The steps that write records of a form."""
        card = self.form(inner.get("form"), f"{here}.form")
        if card is None:
            return None
        if verb == "create":
            return self.create(card, inner, stand, here)
        if verb == "upsert":
            return self.upsert(card, inner, stand, here)
        where = None
        across = stand.across(self.catalog, card.form.name)
        if inner.get("where") is not None:
            where = self.expression(inner["where"], across, BOOLEAN, f"{here}.where")
        most = self.number(inner.get("most", MOST), MOST, f"{here}.most")
        if verb == "delete":
            return Delete(card.form.name, where, most)
        sets, _ = self.sets(card, inner.get("set"), across, stand, f"{here}.set", lines=False)
        return Update(card.form.name, where, sets, most)

    def create(self, card: FormCard, data: Data, stand: Stand, place: str) -> Create:
        scope = stand.scope(self.catalog)
        sets, lines = self.sets(card, data.get("set"), scope, stand, f"{place}.set", lines=True)
        source = str(data.get("source") or "")
        link = card.form.field(source) if source else None
        if source and (link is None or link.kind.points_to() != stand.trigger or link.kind.many):
            self.wrong("rule.source", f"{place}.source", name=source)
        if source and source not in sets:
            pointing = self.expression("trigger", scope, None, f"{place}.source")
            sets = {**sets, source: pointing} if pointing else sets
        return Create(card.form.name, sets, lines, source)

    def upsert(self, card: FormCard, data: Data, stand: Stand, place: str) -> Upsert:
        scope = stand.scope(self.catalog)
        sets, _ = self.sets(card, data.get("set"), scope, stand, f"{place}.set", lines=False)
        by = self.texts(data.get("by"), f"{place}.by")
        if not by:
            self.wrong("definition.not_list", f"{place}.by")
        for one in by:
            if one not in sets:
                self.wrong("rule.by_not_set", f"{place}.by", name=one)
        ways_: tuple[Literal["fail"], Literal["all"]] = ("fail", "all")
        many = self.one_of(data.get("many", "fail"), ways_, f"{place}.many")
        return Upsert(card.form.name, by, sets, many)

    def each(self, data: Data, stand: Stand, place: str) -> Each | None:
        inside = self.inside(data.get("of"), str(data.get("as") or ""), stand, f"{place}.of")
        if inside is None:
            return None
        return Each(str(data["of"]), inside, self.steps(data.get("do"), inside, f"{place}.do"))

    def inside(self, of: object, name: str, stand: Stand, place: str) -> Stand | None:
        """Where expressions stand at lines, or at the records that link here."""
        card = self.catalog.card(stand.rows.form)
        one = card.form.field(str(of)) if not stand.rows.lines else None
        if one is not None and one.kind.rows:
            return Stand(ways.Rows(stand.rows.form, one.key), stand.trigger, name)
        inverse = card.inverses.get(str(of)) if not stand.rows.lines else None
        if inverse is None:
            self.wrong("rule.no_rows", place, name=str(of))
            return None
        return Stand(inverse.rows, stand.trigger, name)

    def branch(self, raw: object, stand: Stand, place: str) -> Branch | None:
        if not isinstance(raw, list) or not raw:
            self.wrong("definition.not_list", place)
            return None
        arms: list[tuple[Condition | None, tuple[Step, ...]]] = []
        for n, item in enumerate(cast("list[object]", raw)):
            here = f"{place}[{n}]"
            if not isinstance(item, Mapping):
                self.wrong("definition.not_mapping", here)
                continue
            data = cast("Data", item)
            self.known(data, _STEPS["branch"], f"{here}.")
            if "else" in data:
                arms.append((None, self.steps(data["else"], stand, f"{here}.else")))
                continue
            scope = stand.scope(self.catalog)
            when = self.expression(data.get("if"), scope, BOOLEAN, f"{here}.if")
            arms.append((when, self.steps(data.get("do"), stand, f"{here}.do")))
        return Branch(tuple(arms))

    def own(self, data: Data, stand: Stand, place: str) -> Set:
        if self.timing != "together":
            self.wrong("rule.set_together", place)
        if self.on == "deleted":
            self.wrong("rule.set_deleted", place)
        card = self.catalog.card(stand.trigger)
        scope = Stand(ways.Rows(stand.trigger), stand.trigger).scope(self.catalog)
        sets, _ = self.sets(card, data, scope, stand, place, lines=False)
        return Set(sets)

    def stop(self, data: Data, place: str) -> Stop:
        say = data.get("say")
        if isinstance(say, str):
            return Stop({"zh": say, "en": say})
        if isinstance(say, Mapping):
            return Stop({str(k): str(v) for k, v in cast("Data", say).items()})
        self.wrong("definition.not_mapping", f"{place}.say")
        return Stop({})

    def sets(
        self, card: FormCard, raw: object, scope: Scope, stand: Stand, place: str, *, lines: bool
    ) -> tuple[dict[str, Condition], dict[str, Rows]]:
        """What goes into the fields of a form: expressions; where `lines` may be, rows of them too."""
        made: dict[str, Condition] = {}
        rows: dict[str, Rows] = {}
        if not isinstance(raw, Mapping):
            self.wrong("definition.not_mapping", place)
            return made, rows
        name = card.form.name
        for key, text in cast("Data", raw).items():
            here = f"{place}.{key}"
            one = card.form.field(key)
            if one is None:
                self.no_field(key, card.form.every, here)
            elif one.kind.rows and lines and isinstance(text, Mapping):
                found = self.lines(card, one, cast("Data", text), stand, here)
                if found is not None:
                    rows[key] = found
            elif self.written(one, here):
                value = self.expression(text, scope, self.catalog.type_of(name, one), here)
                if value is not None:
                    made[key] = value
        return made, rows

    def lines(
        self, card: FormCard, one: Field, data: Data, stand: Stand, place: str
    ) -> Rows | None:
        self.known(data, {"of", "as", "set"}, f"{place}.")
        inside = self.inside(data.get("of"), str(data.get("as") or ""), stand, f"{place}.of")
        given = data.get("set")
        if inside is None or not isinstance(given, Mapping):
            if inside is not None:
                self.wrong("definition.not_mapping", f"{place}.set")
            return None
        made: dict[str, Condition] = {}
        scope = inside.scope(self.catalog)
        for key, text in cast("Data", given).items():
            here = f"{place}.set.{key}"
            column = one.column(key)
            if column is None:
                self.no_field(key, [each.key for each in one.fields], here)
            elif self.written(column, here):
                want = self.catalog.type_of(card.form.name, column, one.key)
                value = self.expression(text, scope, want, here)
                if value is not None:
                    made[key] = value
        return Rows(str(data["of"]), inside, made)

    def written(self, one: Field, place: str) -> bool:
        closed = not writable(one)
        never = one.kind.computed or one.kind.given or one.kind.rows or closed
        if never:
            words = {"zh": one.label.say("zh"), "en": one.label.say("en")}
            self.wrong("rule.not_written", place, field=words)
        return not never

    def expression(
        self, raw: object, scope: Scope, want: Type | None, place: str
    ) -> Condition | None:
        if isinstance(raw, bool):
            raw = "TRUE" if raw else "FALSE"
        if not isinstance(raw, str | int | float):
            self.wrong("definition.not_text", place)
            return None
        made, found = tried(str(raw), scope, want, f"{self.root}{place}")
        self.problems.extend(found)
        return made

    def form(self, raw: object, place: str) -> FormCard | None:
        name = str(raw or "")
        name = name if "." in name else f"{self.app}.{name}"
        card = self.catalog.cards.get(name)
        if card is None:
            near = ", ".join(similar(self.catalog.cards, name))
            self.wrong("definition.no_form", place, name=name, near=near)
        return card

    def no_field(self, name: str, known: Iterable[str], place: str) -> None:
        self.wrong("definition.no_field", place, name=name, near=", ".join(similar(known, name)))

    def one_of(self, raw: object, known: Sequence[T], place: str) -> T:
        for one in known:
            if raw == one:
                return one
        self.wrong("rule.one_of", place, name=str(raw), known=", ".join(known))
        return known[0]

    def number(self, raw: object, most: int, place: str) -> int:
        fit = isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= most
        if not fit:
            self.wrong("rule.most", place, most=most)
        return cast("int", raw) if fit else 1

    def texts(self, raw: object, place: str) -> tuple[str, ...]:
        if raw is None:
            return ()
        if isinstance(raw, str):
            return (raw,)
        if isinstance(raw, list) and all(isinstance(x, str) for x in cast("list[Any]", raw)):
            return tuple(cast("list[str]", raw))
        self.wrong("definition.not_list", place)
        return ()

    def known(self, data: Data, known: Iterable[str], place: str) -> None:
        every = set(known)
        for name in data.keys() - every:
            near = ", ".join(similar(every, name))
            self.wrong("definition.unknown", f"{place}{name}", name=name, near=near)
