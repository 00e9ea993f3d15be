"""One move of a record from stage to stage: where it may go, and what it still needs for that. Pure
but for what was looked up before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tombolo.base.problems import Problem
from tombolo.records.read.guard import unseen
from tombolo.records.visits.keep import Standing
from tombolo.records.work import Work
from tombolo.records.write.change import Draft
from tombolo.records.write.compute import RecordResult
from tombolo.schema.catalog import FormCard, Verdict
from tombolo.schema.field import Field
from tombolo.schema.kinds.shape import Plain
from tombolo.schema.label import Label
from tombolo.schema.pipeline import Gate, Pipeline, Step
from tombolo.schema.rules import in_labels
from tombolo.schema.stage_fields import ROLE, entered, reason

AnyWork = Work[Any]
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Move:
    """One record goes from `was` ("": from nowhere) to `to`. `placed`: it stood there before we knew
    of it, so nobody asks how it came there.
    """

    draft: Draft
    one: Field
    line: Pipeline
    was: str
    to: str
    at: datetime
    placed: bool

    @property
    def place(self) -> str:
        return self.at_field(self.one.key)

    def at_field(self, key: str) -> str:
        return f"{self.draft.place}.{key}" if self.draft.place else key


def moment_of(value: Plain) -> datetime | None:
    """A stored moment."""
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def judge(
    work: AnyWork, card: FormCard, move: Move, standing: Standing, result: RecordResult
) -> "Judge":
    """Who judges a move by what was computed of it."""
    return Judge(work, card, move, standing, _open(card, move, result))


def _open(card: FormCard, move: Move, result: RecordResult) -> dict[str, tuple[Verdict, bool]]:
    pairs = zip(card.own.verdicts, result.own.verdicts, strict=True)
    return {
        one.option: (one, holds)
        for one, holds in pairs
        if one.what == "gate" and one.key == move.one.key
    }


@dataclass(slots=True)
class Judge:
    """What one move meets. `gates` are its verdicts by where they stand in the definition."""

    work: AnyWork
    card: FormCard
    move: Move
    standing: Standing
    gates: Mapping[str, tuple[Verdict, bool]]
    found: list[Problem] = field(default_factory=list[Problem])

    def problems(self) -> list[Problem]:
        move, line = self.move, self.move.line
        if move.placed:
            return []
        ahead, end = line.step(move.to), line.outcome(move.to)
        if not move.was:
            self._begin()
        elif line.outcome(move.was):
            self._reopen()
        elif end is not None:
            pass
        elif ahead is not None and self._is_back():
            self._back()
        elif move.to not in self.forward():
            self._not_there()
        if self.found:
            return self.found
        here = line.step(move.was)
        if here is not None and (move.to == "won" or (ahead is not None and not self._is_back())):
            self._leave(here)
        if ahead is not None and not self._is_back() and not line.outcome(move.was):
            self._through(f"stages.{move.to}.enter", ahead.enter, "stage.enter")
        if end is not None:
            for name in end.must:
                self._filled(name, "stage.ask")
            self._through(f"outcomes.{move.to}.need", end.need, "stage.enter")
        return self.found

    # -- the graph -----------------------------------------------------------------------------

    def targets(self) -> list[str]:
        """Where the record may go from where it stands, by this person, gates apart."""
        line, was = self.move.line, self.move.was
        if line.outcome(was):
            way = line.moves.reopen
            fits = way and was in way.after and self._may(way.who) and not self._too_late()
            return [self.standing.stage] if fits and self.standing.stage else []
        if line.step(was) is None:
            return [one.key for one in line.stages]  # it stood in a stage that is no more
        way = line.moves.back
        behind = [
            one.key
            for one in line.stages
            if way and self._may(way.who) and 0 < self._steps_back(one.key) <= way.steps
        ]
        return [*self.forward(), *(one.key for one in line.outcomes), *behind]

    def way(self) -> str:
        """forward, back, outcome or reopen."""
        if self.move.line.outcome(self.move.was):
            return "reopen"
        if self.move.line.outcome(self.move.to):
            return "outcome"
        return "back" if self._is_back() else "forward"

    def forward(self) -> list[str]:
        """The next stage, and those behind it as far as what lies between may be passed over."""
        line = self.move.line
        keys = [one.key for one in line.stages]
        at = keys.index(self.move.was) + 1 if self.move.was in keys else 0
        if self.move.was not in keys and self.move.was:
            return keys
        made: list[str] = []
        for key in keys[at:]:
            made.append(key)
            if not self._skips(key):
                break
        return made

    def _skips(self, key: str) -> bool:
        _, holds = self.gates.get(f"moves.skip.{key}", (None, False))
        return holds

    def _is_back(self) -> bool:
        return self._steps_back(self.move.to) > 0

    def _steps_back(self, to: str) -> int:
        """How many stages back; what may be passed over does not count."""
        keys = [one.key for one in self.move.line.stages]
        if self.move.was not in keys or to not in keys:
            return 0
        at, back = keys.index(self.move.was), keys.index(to)
        return sum(1 for key in keys[back:at] if key == to or not self._skips(key))

    def _begin(self) -> None:
        if self.move.to not in self.forward():
            first = self.move.line.stages[0].label
            self._wrong("stage.begin", self.move.place, first=words(first))

    def _back(self) -> None:
        way = self.move.line.moves.back
        if way is None or self._steps_back(self.move.to) > way.steps:
            self._not_there()
        elif not self._may(way.who):
            self._wrong("stage.who", self.move.place, who=self._named(way.who))
        elif way.reason:
            self._reasoned()

    def _reopen(self) -> None:
        way, move = self.move.line.moves.reopen, self.move
        if way is None or move.was not in way.after or move.to != self.standing.stage:
            self._not_there()
        elif not self._may(way.who):
            self._wrong("stage.who", move.place, who=self._named(way.who))
        elif self._too_late():
            self._wrong("stage.too_late", move.place, days=way.within)
        elif way.reason:
            self._reasoned()

    def _too_late(self) -> bool:
        way = self.move.line.moves.reopen
        closed = moment_of((self.move.draft.before or {}).get(entered(self.move.one.key)))
        if way is None or not way.within or closed is None or self.work.grants.is_admin:
            return False
        return self.work.now - closed > timedelta(days=way.within)

    def _not_there(self) -> None:
        labels = [self.move.line.label(key) for key in self.targets()]
        allowed = {
            "zh": "、".join(one.say("zh") for one in labels) or "（无）",
            "en": ", ".join(one.say("en") for one in labels) or "nowhere",
        }
        self._wrong("stage.not_next", self.move.place, allowed=allowed)

    def _may(self, who: Sequence[str]) -> bool:
        actor = self.work.actor
        # A rule that acts as the system is nobody's hand: who may is a question to people.
        if not who or actor.is_admin or self.work.grants.is_admin:
            return True
        values = self.move.draft.before or self.move.draft.values
        for name in who:
            role = ROLE.fullmatch(name)
            if role and role[1] in actor.roles:
                return True
            if not role and values.get(name) == str(actor.id):
                return True
        return False

    def _named(self, who: Sequence[str]) -> Words:
        names: list[Label] = []
        apps = self.work.catalog.apps.values()
        for name in who:
            role = ROLE.fullmatch(name)
            field = self.card.form.field(name)
            if role:
                known = [one.label for app in apps for one in app.roles if one.key == role[1]]
                names.append(known[0] if known else Label(role[1]))
            elif field:
                names.append(field.label)
        return {
            "zh": "、".join(one.say("zh") for one in names),
            "en": ", ".join(one.say("en") for one in names),
        }

    def _reasoned(self) -> None:
        why = reason(self.move.one.key)
        if self.move.draft.values.get(why) is None or why not in self.move.draft.given:
            self._wrong("stage.reason", self.move.at_field(why))

    # -- the gates -----------------------------------------------------------------------------

    def _leave(self, here: Step) -> None:
        for name in here.require:
            self._filled(name, "stage.require")
        self._through(f"stages.{here.key}.exit", here.exit, "stage.exit")
        labels = {one.key: one.label for one in here.tasks}
        for key in self.standing.todo:
            task = words(labels.get(key) or Label(key))
            self._wrong("stage.task", self.move.place, task=task)

    def _filled(self, name: str, code: str) -> None:
        draft = self.move.draft
        one = self.card.form.field(name)
        if one is None:
            return
        value = draft.values.get(name)
        empty = not draft.lines_of(name) if one.kind.rows else value in (None, False, [], "")
        if empty:
            self._wrong(code, self.move.at_field(name), field=words(one.label))

    def _through(self, where: str, gates: Sequence[Gate], code: str) -> None:
        for n, gate in enumerate(gates):
            verdict, holds = self.gates.get(f"{where}.{n}", (None, True))
            if holds or verdict is None:
                continue
            reads = sorted(path[0] for path in verdict.condition.reads if len(path) == 1)
            empty = [key for key in reads if self._blank(key)]
            at = gate.at or next(iter((*empty, *(key for key in reads if self._known(key)))), "")
            say = {"zh": gate.say.say("zh"), "en": gate.say.say("en")} if gate.say.zh else None
            hidden = unseen(
                verdict.condition, self.card.form.name, self.work.catalog, self.work.grants
            )
            need = {
                language: "…" if hidden else in_labels(verdict.condition, language)
                for language in ("zh", "en")
            }
            place = self.move.at_field(at) if at else self.move.place
            self._wrong(code, place, say, need=need)

    def _known(self, key: str) -> bool:
        one = self.card.form.field(key)
        return one is not None and not one.beside and not one.kind.computed

    def _blank(self, key: str) -> bool:
        return self._known(key) and self.move.draft.values.get(key) in (None, False, [])

    def _wrong(self, code: str, place: str, say: Words | None = None, **values: object) -> None:
        line, move = self.move.line, self.move
        told = {
            "stage": words(move.one.label),
            "was": words(line.label(move.was)),
            "to": words(line.label(move.to)),
            **values,
        }
        self.found.append(Problem(code, place, told, say))


def words(label: Label) -> Words:
    """In both languages."""
    return {"zh": label.say("zh"), "en": label.say("en")}
