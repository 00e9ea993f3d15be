"""What sets a rule off, out of plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from tombolo.automation.read_events import flow_on, hook_on, stage_on
from tombolo.automation.read_outside import takes_of
from tombolo.automation.read_timetable import SPAN, schedule_of, time_of
from tombolo.automation.reader import Data, Reader
from tombolo.automation.taken import given_of
from tombolo.automation.trigger import BODY, INPUT, OF_FLOW, OF_IMPORT, ONS, WORDS, DueOn, Trigger
from tombolo.records.asked import reads_rows
from tombolo.schema.catalog import FormCard
from tombolo.schema.condition import BOOLEAN, Condition

_WHEN = {"form", "on", "watch", "if"}
# What is written as a mapping, `on: {schedule: …}`, and what may stand in it.
_BY: Mapping[str, frozenset[str]] = {
    "schedule": frozenset({"schedule", "missed"}),
    "due": frozenset({"due", "before", "after", "at", "past"}),
    "stage": frozenset({"stage", "enters", "leaves"}),
    "flow": frozenset({"flow", "event", "node"}),
    "hook": frozenset({"hook", "take", "once"}),
    "called": frozenset({"called"}),
}
MOST_PAST = 7  # days


@dataclass(slots=True)
class Triggers(Reader):
    """The trigger of one rule."""

    def trigger(self, raw: object) -> Trigger | None:
        """`{form, on, …}`. What says more than a word is written as `on: {schedule: …}`."""
        if not isinstance(raw, Mapping):
            self.wrong("rule.no_when", "when")
            return None
        data = cast("Data", raw)
        if isinstance(data.get("on"), Mapping):
            return self.told(data, cast("Data", data["on"]))
        self.known(data, _WHEN, "when.")
        card = self.form(data.get("form"), "when.form")
        on = self.one_of(data.get("on"), WORDS, "when.on")
        if card is None:
            return None
        name = card.form.name
        if on == "imported":
            self.known(data, {"form", "on"}, "when.")
            return Trigger("", on, imported=name, given=(OF_IMPORT,))
        watch = self.texts(data.get("watch"), "when.watch")
        every = {
            *card.form.every,
            *(f"{line.key}.{one.key}" for line in card.form.lines() for one in line.fields),
        }
        for one in watch:
            if one not in every:
                self.no_field(one, every, "when.watch")
        when = self.condition(card, data.get("if"), "when.if")
        if when and on == "became" and reads_rows(self.catalog, name, when):
            self.wrong("rule.became_rows", "when.if")
        if data.get("if") is None and on == "became":
            self.wrong("rule.became_needs_if", "when.if")
        return Trigger(name, on, watch, when)

    def condition(self, card: FormCard, raw: object, place: str) -> Condition | None:
        return None if raw is None else self.expression(raw, card.scope, BOOLEAN, place)

    def told(self, data: Data, on: Data) -> Trigger | None:
        what = [one for one in _BY if one in on]
        if len(what) != 1:
            self.wrong("rule.one_of", "when.on", name=", ".join(on), known=", ".join(ONS))
            return None
        self.known(on, _BY[what[0]], "when.on.")
        match what[0]:
            case "schedule":
                return self.schedule(data, on)
            case "due":
                return self.due(data, on)
            case "hook":
                return self.hook(data, on)
            case "called":
                return self.called(data, on)
            case _:
                return self.of_record(data, on, what[0])

    def of_record(self, data: Data, on: Data, what: str) -> Trigger | None:
        """A step of an approval, or a move of a stage, of a record for which `if` holds."""
        self.known(data, {"form", "on", "if"}, "when.")
        card = self.form(data.get("form"), "when.form")
        if card is None:
            return None
        name = card.form.name
        if what == "stage":
            stage = stage_on(self, card, on)
            when = self.condition(card, data.get("if"), "when.if")
            return Trigger(name, "stage", when=when, stage=stage) if stage else None
        flow = flow_on(self, name, on)
        if flow is None:
            return None
        made = Trigger(name, "flow", flow=flow, given=(OF_FLOW,))
        if data.get("if") is None:
            return made
        scope = made.stand.scope(self.catalog)
        return replace(made, when=self.expression(data["if"], scope, BOOLEAN, "when.if"))

    def hook(self, data: Data, on: Data) -> Trigger | None:
        """A call from outside, with what is taken out of its body."""
        self.known(data, {"on"}, "when.")
        takes = takes_of(self, on.get("take"), "when.on.take")
        hook = hook_on(self, on, takes)
        return Trigger("", "hook", hook=hook, takes=takes, given=(given_of(BODY, takes),))

    def called(self, data: Data, on: Data) -> Trigger | None:
        """A call from another rule, for a record where a form is named."""
        self.known(data, {"form", "on"}, "when.")
        takes = takes_of(self, on["called"], "when.on.called")
        given = (given_of(INPUT, takes),) if takes else ()
        if "form" not in data:
            return Trigger("", "called", takes=takes, given=given)
        card = self.form(data["form"], "when.form")
        return Trigger(card.form.name, "called", takes=takes, given=given) if card else None

    def schedule(self, data: Data, on: Data) -> Trigger | None:
        """By the clock; with a form for each of its records for which `for` holds."""
        self.known(data, {"form", "on", "for"}, "when.")
        found = schedule_of(self, on["schedule"], on.get("missed", "once"), "when.on.schedule")
        if "form" not in data:
            if "for" in data:
                self.wrong("rule.for_form", "when.for")
            return Trigger("", "schedule", schedule=found) if found else None
        card = self.form(data["form"], "when.form")
        if card is None or found is None:
            return None
        when = self.condition(card, data.get("for"), "when.for")
        return Trigger(card.form.name, "schedule", (), when, schedule=found)

    def due(self, data: Data, on: Data) -> Trigger | None:
        """Some time before or after a date of each record."""
        self.known(data, {"form", "on", "if"}, "when.")
        card = self.form(data.get("form"), "when.form")
        if card is None:
            return None
        one = card.form.every.get(str(on["due"]))
        if one is None:
            self.no_field(str(on["due"]), card.form.every, "when.on.due")
            return None
        name = card.form.name
        computed = card.own.computed.get(one.key)
        dated = self.catalog.type_of(name, one).name in ("date", "moment")
        if not dated or (computed is not None and not computed.stored):
            self.wrong("rule.not_dated", "when.on.due", name=one.key)
            return None
        field = self.expression(one.key, card.scope, None, "when.on.due")
        days, hours = self.offset(on)
        at = time_of(self, on["at"], "when.on.at") if "at" in on else None
        if at is not None and hours:
            self.wrong("rule.at_hours", "when.on.at")
        past = self.number(on["past"], MOST_PAST, "when.on.past") if "past" in on else 0
        if field is None:
            return None
        when = self.condition(card, data.get("if"), "when.if")
        return Trigger(name, "due", (), when, due=DueOn(field, days, hours, at, past))

    def offset(self, on: Data) -> tuple[int, int]:
        """Days and hours after the date; before it they are negative."""
        if "before" in on and "after" in on:
            self.wrong("rule.span", "when.on.after", text=str(on["after"]))
        for key, sign in (("before", -1), ("after", 1)):
            if key in on:
                found = SPAN.fullmatch(str(on[key]).strip())
                if found is None:
                    self.wrong("rule.span", f"when.on.{key}", text=str(on[key]))
                    return 0, 0
                amount = sign * int(found[1])
                return (amount, 0) if found[2].startswith("d") else (0, amount)
        return 0, 0
