"""The facts of a record: every expression of the charts in force on it, in one SELECT each.

All expressions of a version are computed before the machine runs, so that the machine needs no
database, and an act looks at one state of the record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from tombolo.base import codec
from tombolo.base.errors import Missing
from tombolo.flow.chart import Chart
from tombolo.flow.facts import Facts
from tombolo.flow.published import Published
from tombolo.flow.state import Id
from tombolo.pg import named, printer
from tombolo.pg.tree import AnyOf, Col, Out, Param, Select, Table
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.work import Work
from tombolo.schema.condition import Condition, condition
from tombolo.schema.frame import Joins, TableFrame
from tombolo.schema.system import FLOW_STATE

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One prepared statement of a chart: its expressions, what may be blank, rows it may split into."""

    sql: str
    values: list[object]
    blanks: tuple[str, ...]


async def facts(
    work: Work[Any],
    charts: Published,
    form: str,
    record: Id,
    *,
    changed: Iterable[str] = (),
) -> Facts:
    """The facts of a record as it is now. `changed` is what changed() said before the act wrote fields
    of its own. Raises Missing when the record is gone.
    """
    values: dict[tuple[str, int, str], Mapping[int, object]] = {}
    blank: set[str] = set()
    version = 0
    for (flow, number), chart in charts.charts.items():
        if chart.form != form:
            continue
        asked = _asked(work, chart, number)
        ask = Ask(Shape(form), values=([str(record)],))
        rows = await work.tx.rows(asked.sql, *bound(asked.values, ask, work))
        if not rows:
            raise Missing("record.missing", values={"form": form})
        row = rows[0]
        version = int(row["version"])
        values[flow, number, ""] = {
            n: _plain(row[f"e{n}"], work.zone) for n in range(len(chart.expressions))
        }
        blank.update(name for n, name in enumerate(asked.blanks) if row[f"b{n}"])
    return Facts(
        version=version,
        values=values,
        changed=tuple(sorted(changed)),
        blank=frozenset(blank),
        rows={},
    )


async def changed(work: Work[Any], form: str, record: Id, seen: int | None) -> set[str]:
    """The fields, and columns of lines (`lines.qty`), changed since the version that somebody saw.

    Every version of a record is one line of its history, so the newest ones are those since then.
    """
    if seen is None:
        return set()
    table = Table(work.catalog.form(form).table, "t")
    where = AnyOf(Col("t", "id"), Param([str(record)], "uuid[]"))
    version = await work.tx.value(
        Select((Out(Col("t", "version"), "version"),), table, where=where)
    )
    if version is None or seen >= version:
        return set()
    rows = await work.tx.rows(_SQL["since"], form, record, version - seen)
    found: set[str] = set()
    for row in rows:
        for name, moved in cast("dict[str, Any]", codec.decode(row["changes"])).items():
            found.add(name)
            if isinstance(moved, Mapping):
                found.update(_columns(name, cast("Mapping[str, Any]", moved)))
    return found - {FLOW_STATE}


def _columns(lines: str, moved: Mapping[str, Any]) -> set[str]:
    """Which columns of which lines a line of the history touched; rows that came or went touch all."""
    kept = cast("Mapping[str, Mapping[str, Any]]", moved.get("changed") or {})
    rows: Sequence[Any] = [
        *kept.values(),
        *(one for part in ("added", "removed") for one in _rows(moved.get(part))),
    ]
    return {f"{lines}.{key}" for row in rows for key in cast("Mapping[str, Any]", row)}


def _rows(part: object) -> list[Any]:
    return cast("list[Any]", part) if isinstance(part, list) else []


def _asked(work: Work[Any], chart: Chart, version: int) -> _Asked:
    key = ("flow_facts", work.catalog.version, chart.name, version)
    kept = work.shelf.get(key)
    if kept is None:
        kept = _statement(work, chart)
        work.shelf.put(key, kept)
    return cast("_Asked", kept)


def _statement(work: Work[Any], chart: Chart) -> _Asked:
    card = work.catalog.card(chart.form)
    joins = Joins()
    frame = TableFrame(work.catalog, chart.form, "t", joins, WHO)
    required = {
        name
        for one in chart.places.values()
        if (human := chart.human(one.node.key))
        for name in human.require
    }
    blanks = tuple(sorted(required))
    outs = (
        Out(Col("t", "version"), "version"),
        *(Out(one.lower(frame), f"e{n}") for n, one in enumerate(chart.expressions)),
        *(Out(_blank(name, card.scope).lower(frame), f"b{n}") for n, name in enumerate(blanks)),
    )
    statement = Select(
        outs,
        Table(card.form.table, "t"),
        joins=tuple(joins.made),
        where=AnyOf(Col("t", "id"), slot(lambda ask, _: ask.values[0], "uuid[]")),
    )
    sql, values = printer.text(statement)
    return _Asked(sql, values, blanks)


def _blank(name: str, scope: Any) -> Condition:
    """Whether a field is blank; of lines: whether there is no row; of their column: in any row."""
    text = f"COUNTBLANK({name}) > 0" if "." in name else f"EMPTY({name})"
    return condition(text, scope)


def _plain(value: object, zone: str) -> object:
    """The value as the machine knows it: a day is over at its last moment."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value + timedelta(days=1), time(), ZoneInfo(zone))
    if isinstance(value, list):
        return tuple(one for one in cast("list[object]", value) if isinstance(one, UUID))
    return value
