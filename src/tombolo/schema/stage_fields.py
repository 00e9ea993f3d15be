"""The fields that come with a stage: since when it stands there, how it stands, for how long.

They are fields like others to whoever reads (lists, filters, formulas, charts); nobody lays them out
or grants them by themselves: they are seen as their stage is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from tombolo.schema.desk import Desk
from tombolo.schema.field import Field
from tombolo.schema.kinds.formula import Formula
from tombolo.schema.kinds.moment import Moment
from tombolo.schema.kinds.percent import Percent
from tombolo.schema.kinds.stage import StageState, states_of
from tombolo.schema.kinds.text import Text
from tombolo.schema.label import Label
from tombolo.schema.pipeline import Pipeline
from tombolo.schema.system import RESERVED_KEYS, SYSTEM_FIELDS

USUAL_PROBABILITY = "probability"
ROLE = re.compile(r"role\(\s*([a-z][a-z0-9_]*)\s*\)")


def with_stages(desk: Desk, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields, each stage followed by those that come with it."""
    taken = {one.key for one in fields}
    made: list[Field] = []
    for one in fields:
        made.append(one)
        for column in one.fields:
            if column.kind.pipeline():
                desk.at(f"{one.key}.fields.{column.key}").wrong("stage.in_lines")
        line = one.kind.pipeline()
        if line is None or not line.stages:
            continue
        here = desk.at(one.key)
        if one.default or one.required or one.unique:
            here.wrong("stage.starts_itself")
        for beside in _beside(one, line, taken):
            if beside.key in taken or beside.key in RESERVED_KEYS:
                here.wrong("stage.name_taken", name=beside.key)
                continue
            taken.add(beside.key)
            made.append(beside)
    every = {one.key: one for one in (*made, *SYSTEM_FIELDS)}
    for one in fields:
        if line := one.kind.pipeline():
            _check(desk.at(one.key), line, every)
    return tuple(made)


def probability_of(line: Pipeline) -> str:
    """The field that follows the stage with its probability, or nothing."""
    if line.probability:
        return line.probability
    given = any(one.probability for one in (*line.stages, *line.outcomes))
    return USUAL_PROBABILITY if given else ""


def entered(key: str) -> str:
    return f"{key}_entered_at"


def reason(key: str) -> str:
    return f"{key}_reason"


def _beside(one: Field, line: Pipeline, taken: set[str]) -> Iterator[Field]:
    key, zh, en = one.key, one.label.zh, one.label.say("en")

    def label(more_zh: str, more_en: str) -> Label:
        return Label(f"{zh}{more_zh}", f"{en} · {more_en}")

    def computed(name: str, words: Label, text: str) -> Field:
        return Field(f"{key}_{name}", words, Formula(source=text), system=True, beside=key)

    yield Field(entered(key), label("进入时间", "since"), Moment(), system=True, beside=key)
    yield computed("entered_on", label("进入日期", "since (day)"), f"DATE({entered(key)})")
    ends = [f'{key} = "{end.key}", "{end.key}"' for end in line.outcomes]
    state = f"IFS({', '.join([*ends, f'NOT EMPTY({key})', chr(34) + 'open' + chr(34)])})"
    yield Field(
        f"{key}_state",
        label("状态", "state"),
        StageState(source=state, states=states_of(line)),
        system=True,
        beside=key,
    )
    days = f'IF({key}_state = "open", DAYS(TODAY(), {key}_entered_on))'
    yield computed("days", label("停留天数", "days"), days)
    yield computed("stalled", label("停滞", "stalled"), line.stalled or _stalled(key, line))
    yield Field(
        reason(key), label("变动原因", "reason"), Text(max=500), system=True, beside=key, asked=True
    )
    share = probability_of(line)
    if share and share not in taken:
        words = Label("赢率", "Probability")
        yield Field(share, words, Percent(), system=True, beside=key)


def _stalled(key: str, line: Pipeline) -> str:
    """Half as long again as the stage may take."""
    late = [
        f'({key} = "{one.key}" AND {key}_days > {one.days * 1.5:g})'
        for one in line.stages
        if one.days
    ]
    return " OR ".join(late) or "false"


# -- what it names -------------------------------------------------------------------------------


def _check(desk: Desk, line: Pipeline, every: Mapping[str, Field]) -> None:
    share = probability_of(line)
    if share in every and every[share].kind.name != "percent":
        desk.at("probability").wrong("stage.not_kind", name=share, kind="percent")
    if line.override and (line.override not in every or every[line.override].kind.name != "switch"):
        desk.at("override").wrong("stage.not_kind", name=line.override, kind="switch")
    for step in line.stages:
        here = desk.at("stages").at(step.key)
        _named(here.at("require"), step.require, every)
        for gate in (*step.enter, *step.exit):
            _named(here, (gate.at,) if gate.at else (), every)
        for task in step.tasks:
            _who(here.at("tasks").at(task.key).at("who"), (task.who,), every)
    for end in line.outcomes:
        _named(desk.at("outcomes").at(end.key).at("ask"), end.asked, every)
    for name, way in (("back", line.moves.back), ("reopen", line.moves.reopen)):
        if way is not None:
            _who(desk.at("moves").at(name).at("who"), way.who, every)


def _named(desk: Desk, names: Sequence[str], every: Mapping[str, Field]) -> None:
    for name in names:
        if name not in every:
            desk.wrong("definition.no_field", name=name, near="")


def _who(desk: Desk, names: Sequence[str], every: Mapping[str, Field]) -> None:
    for name in names:
        field = every.get(name)
        if not ROLE.fullmatch(name) and not (field and field.kind.name == "member"):
            desk.wrong("stage.who_unknown", name=name)
