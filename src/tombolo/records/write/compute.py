"""The one computing SELECT: preview returns its result, save and import write it.

Inputs go in as JSON rowsets (records, and beside them the rows of each lines); defaults and formulas
come out stage by stage, with the verdict of every check, of every link and of the person's row rights.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tombolo.base import codec
from tombolo.pg import printer
from tombolo.records.balances.counted import Key, key_of
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.slots import bound
from tombolo.records.work import Work
from tombolo.records.write.change import Draft, LineDraft, Values
from tombolo.records.write.order import Step, links_of
from tombolo.records.write.rowset import NUMBER
from tombolo.records.write.statement import CHUNK, Side, Statement, sides
from tombolo.schema.catalog import Catalog, FormCard

AnyWork = Work[Any]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What the SELECT says of one row. `rules` and `links` are True where all is well."""

    values: Values
    rules: tuple[bool, ...]
    links: Mapping[str, bool]
    live: dict[str, object] = field(default_factory=dict[str, object])
    verdicts: tuple[bool, ...] = ()  # of the rules on fields, in their order
    told: tuple[bool, ...] = ()  # of a preview: as far as this person sees what they read


@dataclass(frozen=True, slots=True)
class RecordResult:
    own: RowResult
    title: str
    search: str
    allowed: tuple[bool, bool]  # the row rights for create and for update
    unfilled: frozenset[str]  # fields that this person fills in other new records, not in this one
    lines: dict[str, list[RowResult]]
    asks: tuple[tuple[str, Key], ...] = ()  # balances that this save moves, and keys of them


async def compute(
    work: AnyWork, card: FormCard, drafts: Sequence[Draft], *, live: bool = False
) -> list[RecordResult]:
    """Everything that follows from the drafts, in one statement. Raises Invalid, Busy."""
    key = ("compute", work.catalog.version, work.grants.fingerprint, card.form.name, live)
    kept = work.shelf.get(key)
    if kept is None:
        every = sides(work.catalog, card, live=live)
        statement = Statement(work, card, every).select()
        kept = (every, printer.text(statement))
        work.shelf.put(key, kept)
    every, (sql, values) = cast("tuple[tuple[Side, ...], tuple[str, list[object]]]", kept)
    ask = Ask(Shape(card.form.name), values=tuple(_input(work, side, drafts) for side in every))
    rows = await work.tx.rows(sql, *bound(values, ask, work))
    grant = work.grants.of(card.form.name)
    partly = [names for _, names in grant.partly(grant.filled, "create")]
    return _results(work.catalog, rows, every, drafts, partly)


def apply(card: FormCard, drafts: Sequence[Draft], results: Sequence[RecordResult]) -> None:
    """Computed and defaulted values into the drafts."""
    for draft, result in zip(drafts, results, strict=True):
        _into(draft.values, result.own)
        draft.title, draft.search = result.title, result.search
        for line in card.form.lines():
            rows: list[LineDraft] = draft.lines_of(line.key)
            for row, computed in zip(rows, result.lines[line.key], strict=True):
                _into(row.values, computed)


def _into(values: Values, result: RowResult) -> None:
    for key, value in result.values.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value


def _flat(items: list[Any], count: int) -> list[Any]:
    return [one for chunk in items for one in chunk] if count > CHUNK else items


# -- inputs and results ------------------------------------------------------------------------


def _input(work: AnyWork, side: Side, drafts: Sequence[Draft]) -> str:
    rows: list[dict[str, object]] = []
    flags = side.flags
    made = {"created_at": work.now, "created_by": str(work.actor.id)}
    for number, draft in enumerate(drafts):
        if side.lines:
            for line in draft.lines_of(side.lines):
                row = _row(side, line.values, number, line.id)
                row["position"] = line.position
                _flag(row, flags, line, draft)
                rows.append(row)
        else:
            row = _row(side, draft.values, number, draft.id)
            if draft.is_new:
                row.update(made)
            _flag(row, flags, draft, draft)
            rows.append(row)
    return codec.text(rows)


def _row(side: Side, values: Values, number: int, id_: str) -> dict[str, object]:
    row: dict[str, object] = {NUMBER: number, "id": id_}
    for key, _ in side.inputs:
        value = values.get(key)
        if value is not None:
            row[key] = value
    return row


def _flag(
    row: dict[str, object], flags: Sequence[Step], own: Draft | LineDraft, record: Draft
) -> None:
    for n, step in enumerate(flags):
        row[f"_d{n}"] = applies(step, own, record)


def applies(step: Step, own: Draft | LineDraft, record: Draft) -> bool:
    """Whether a default is taken: on a new row that says nothing of it, or when a link that it reads
    through was changed, in the row or in its record, and the field itself was left alone (数据联动), or
    when the person asks for it.
    """
    if step.key in own.given or step.key in own.settled:
        return False
    if step.when is not None:
        return step.key not in own.was
    if step.key in own.refreshed:
        return True
    if own.before is None:
        return True
    links, around = links_of(step)
    return _relinked(own, links) or _relinked(record, around)


def _relinked(row: Draft | LineDraft, links: frozenset[str]) -> bool:
    before = row.before or {}
    return any(link in row.given and row.values.get(link) != before.get(link) for link in links)


def _results(
    catalog: Catalog,
    rows: Sequence[Any],
    every: tuple[Side, ...],
    drafts: Sequence[Draft],
    partly: Sequence[Sequence[str]],
) -> list[RecordResult]:
    made: list[RecordResult | None] = [None] * len(drafts)
    own = every[-1]
    for row in rows:
        lines = {
            side.lines: [
                _row_result(side, *cast("list[Any]", one)) for one in codec.decode(row[f"l{n}"])
            ]
            for n, side in enumerate(every[:-1])
        }
        may_create, may_update, *fills = _flat(codec.decode(row["a"]), 2 + len(partly))
        made[row[NUMBER]] = RecordResult(
            own=_row_result(own, *(codec.decode(row[name]) for name in own.parts)),
            title=str(row["title"])[:500],
            search=str(row["search"]),
            allowed=(bool(may_create), bool(may_update)),
            unfilled=frozenset(
                name
                for names, fill in zip(partly, fills, strict=True)
                if may_create and not fill
                for name in names
            ),
            lines=lines,
            asks=tuple(_asks(catalog, own, row)) if own.asks else (),
        )
    return [one for one in made if one is not None]


def _asks(catalog: Catalog, own: Side, row: Any) -> Iterator[tuple[str, Key]]:
    for (_, name), keys in zip(own.asks, _flat(codec.decode(row["b"]), len(own.asks)), strict=True):
        if keys is not None:
            yield name, key_of(catalog.balances[name].balance.keys, keys)


def _row_result(
    side: Side, values: Any, rules: Any, links: Any, live: Any, *more: Any
) -> RowResult:
    rest = cast("tuple[list[Any], ...]", more)
    by_part = dict(zip(side.parts[4:], rest, strict=True))
    return RowResult(
        values=_named(side.outs, values),
        rules=tuple(_flat(rules, len(side.rules))),
        links=_named([one.key for one in side.links], links),
        live=_named([one.key for one in side.live], live),
        verdicts=tuple(_flat(by_part.get("w", []), len(side.verdicts))),
        told=tuple(_flat(by_part.get("t", []), len(side.told))),
    )


def _named(keys: Sequence[str], values: list[Any]) -> dict[str, Any]:
    return dict(zip(keys, _flat(values, len(keys)), strict=True))
