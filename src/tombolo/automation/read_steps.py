"""The steps of a rule out of plain data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, cast

from tombolo.automation.read_notify import notify_of
from tombolo.automation.read_outside import call_of, robot_of
from tombolo.automation.read_processes import advance_of, run_of, scope_of, start_of
from tombolo.automation.read_timetable import SPAN
from tombolo.automation.reader import Data, Reader, Seat
from tombolo.automation.rule import (
    APART,
    MOST,
    VERBS,
    Advance,
    Branch,
    Call,
    Create,
    Delete,
    Each,
    Lines,
    Set,
    Step,
    Stop,
    Timing,
    Update,
    Upsert,
    Wait,
)
from tombolo.automation.taken import given_of
from tombolo.automation.trigger import On
from tombolo.records.asked import Stand
from tombolo.schema import ways
from tombolo.schema.catalog import FormCard
from tombolo.schema.condition import BOOLEAN, Condition, Scope
from tombolo.schema.field import Field
from tombolo.schema.system import writable

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
    "call": frozenset({"method", "url", "path", "query", "headers", "body", "name", "take", "if"}),
    "robot": frozenset({"kind", "address", "sign", "title", "text", "if"}),
    "wait": frozenset({"for", "until"}),
    "start": frozenset({"flow", "where"}),
    "advance": frozenset({"form", "where", "stage", "to", "set"}),
    "run": frozenset({"rule", "where", "with"}),
}


@dataclass(slots=True)
class Steps(Reader):
    """The steps of one rule, of which timing and trigger are known."""

    timing: Timing = "after"
    on: On = "created"

    def steps(self, raw: object, stand: Stand, place: str) -> tuple[Step, ...]:
        if not isinstance(raw, list) or not raw:
            self.wrong("rule.no_steps", place)
            return ()
        made: list[Step] = []
        for n, one in enumerate(cast("list[object]", raw)):
            found = self.step(one, stand, f"{place}[{n}]")
            if found is None:
                continue
            if isinstance(found, Call):  # the steps behind it know what was answered
                stand = replace(stand, given=(*stand.given, given_of(found.name, found.takes)))
            if isinstance(found, APART) and (place != "do" or self.timing != "after"):
                self.wrong("rule.apart", f"{place}[{n}]", verb=VERBS[type(found)])
            made.append(found)
        return tuple(made)

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
        ways: Mapping[str, Callable[[Data, Stand, str], Step | None]] = {
            "stop": self.stop, "each": self.each, "notify": self.notify, "wait": self.wait,
            "advance": self.advance,
            "call": partial(call_of, self), "robot": partial(robot_of, self),
            "start": partial(start_of, self), "run": partial(run_of, self),
        }  # fmt: skip
        way = ways.get(verb)
        return way(inner, stand, here) if way else self.records(verb, inner, stand, here)

    def notify(self, inner: Data, stand: Stand, here: str) -> Step | None:
        self.seats[f"{here}.to"] = Seat(stand.scope(self.catalog), None)
        return notify_of(self.catalog, stand, inner, f"{self.root}{here}", self.problems)

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

    def advance(self, inner: Data, stand: Stand, here: str) -> Advance | None:
        """A move of a stage, with the fields it asks for."""
        made = advance_of(self, inner, stand, here)
        if made is None:
            return None
        card, scope = self.catalog.card(made.which.form), scope_of(self, made.which, stand)
        given = inner.get("set", {})
        sets, _ = self.sets(card, given, scope, stand, f"{here}.set", lines=False)
        if made.field in sets:
            self.wrong("rule.advance_set", f"{here}.set.{made.field}")
        return replace(made, set=sets)

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
        if not stand.rows.form:
            self.wrong("rule.no_rows", place, name=str(of))
            return None
        card = self.catalog.card(stand.rows.form)
        one = card.form.field(str(of)) if not stand.rows.lines else None
        if one is not None and one.kind.rows:
            return Stand(ways.Rows(stand.rows.form, one.key), stand.trigger, name, stand.given)
        inverse = card.inverses.get(str(of)) if not stand.rows.lines else None
        if inverse is None:
            self.wrong("rule.no_rows", place, name=str(of))
            return None
        return Stand(inverse.rows, stand.trigger, name, stand.given)

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

    def stop(self, data: Data, stand: Stand, place: str) -> Stop:
        del stand
        say = data.get("say")
        if isinstance(say, str):
            return Stop({"zh": say, "en": say})
        if isinstance(say, Mapping):
            return Stop({str(k): str(v) for k, v in cast("Data", say).items()})
        self.wrong("definition.not_mapping", f"{place}.say")
        return Stop({})

    def wait(self, data: Data, stand: Stand, place: str) -> Wait | None:
        """`{for: 2 days}` or `{until: a date or a moment}`."""
        if set(data) == {"until"}:
            until = self.expression(
                data["until"], stand.scope(self.catalog), None, f"{place}.until"
            )
            if until is not None and until.type.name not in ("date", "moment"):
                self.wrong("rule.not_dated", f"{place}.until", name=until.text)
            return Wait(until) if until else None
        found = SPAN.fullmatch(str(data.get("for") or "").strip())
        if found is None:
            self.wrong("rule.span", f"{place}.for", text=str(data.get("for")))
            return None
        return Wait(None, int(found[1]) * (86400 if found[2].startswith("d") else 3600))

    def sets(
        self, card: FormCard, raw: object, scope: Scope, stand: Stand, place: str, *, lines: bool
    ) -> tuple[dict[str, Condition], dict[str, Lines]]:
        """What goes into the fields of a form: expressions; where `lines` may be, rows of them too."""
        made: dict[str, Condition] = {}
        rows: dict[str, Lines] = {}
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
    ) -> Lines | None:
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
        return Lines(str(data["of"]), inside, made)

    def written(self, one: Field, place: str) -> bool:
        never = one.kind.computed or one.kind.given or one.kind.rows or not writable(one)
        if never:
            words = {"zh": one.label.say("zh"), "en": one.label.say("en")}
            self.wrong("rule.not_written", place, field=words)
        return not never
