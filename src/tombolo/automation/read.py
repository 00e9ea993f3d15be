"""Rules out of plain data: `<app>/rules/<key>.yaml`. Every name and expression is checked here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from tombolo.automation.read_steps import Steps
from tombolo.automation.read_trigger import Triggers
from tombolo.automation.reader import Data, Reader, Seat
from tombolo.automation.rule import TIMINGS, As, Rule, digest_of
from tombolo.automation.trigger import ALONE, LATER
from tombolo.base.problems import Problem
from tombolo.schema.catalog import Catalog
from tombolo.schema.label import Label

_AS = re.compile(r"causer|system|owner\(\s*([^)]+?)\s*\)")
_KEYS = {"rule", "label", "when", "timing", "as", "do", "again"}
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


def seat_of(catalog: Catalog, app: str, key: str, data: Data, place: str) -> Seat | None:
    """Where the expression at a place (`do[0].create.set.owner`) of a draft stands; None where none can."""
    reader = _Reader(catalog, app, "")
    reader.rule(key, data)
    return reader.seats.get(place)


@dataclass(slots=True)
class _Reader(Reader):
    """A whole file: its trigger, then its steps, whose names depend on what sets it off."""

    def rule(self, key: str, data: Data) -> Rule | None:
        self.known(data, _KEYS, "")
        timing = self.one_of(data.get("timing", "after"), TIMINGS, "timing")
        runs_as, login = self.runs_as(data.get("as", "causer"))
        again = self.number(data.get("again", 1), AGAIN, "again")
        here = (self.catalog, self.app, self.root, self.problems, self.seats)
        trigger = Triggers(*here).trigger(data.get("when"))
        if trigger is None:
            return None
        if trigger.on in LATER and timing != "after":
            self.wrong("rule.alone_after", "timing")
        if trigger.on in ALONE and runs_as == "causer":
            self.wrong("rule.nobody_caused", "as")
        steps = Steps(*here, timing=timing, on=trigger.on).steps(
            data.get("do"), trigger.stand, "do"
        )
        label = self.label(data.get("label"), key)
        return Rule(
            self.app, key, label, trigger, timing, runs_as, login, steps,
            digest_of(data), data, again,
        )  # fmt: skip

    def runs_as(self, raw: object) -> tuple[As, str]:
        found = _AS.fullmatch(raw.strip()) if isinstance(raw, str) else None
        if found is None:
            self.wrong("rule.as", "as", name=str(raw))
        elif found[1]:
            return "owner", found[1]
        return ("system" if found and found[0] == "system" else "causer"), ""

    def label(self, raw: object, key: str) -> Label:
        words: Data = cast("Data", raw) if isinstance(raw, Mapping) else {"zh": raw}
        return Label(str(words.get("zh") or key), str(words.get("en") or ""))
