"""A balance through a person's eyes: the read line with one balance among the forms it knows."""

from dataclasses import dataclass, replace
from typing import Any, cast

from tombolo.base import codec
from tombolo.base.errors import Missing
from tombolo.records.read.ask import ask_of
from tombolo.records.read.fetch import fetch
from tombolo.records.work import Work
from tombolo.schema.catalog import BalanceCard


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a balance under one key, as far as this person sees it."""

    id: str
    key: dict[str, Any]  # a link as {"id", "title"}
    measures: dict[str, str]


def looking(work: Work[Any], name: str) -> Work[Any]:
    """The same work, in which the balance can be asked for like a form. Raises Missing."""
    catalog = work.catalog.with_sums(name)
    if not work.grants.of(name).may("read"):
        raise Missing("form.missing", values={"form": name})
    return replace(work, catalog=catalog, grants=replace(work.grants, catalog=catalog))


async def standing(work: Work[Any], card: BalanceCard, id_: str) -> Standing:
    """One row. Raises Missing where there is none that this person may read."""
    name = card.balance.name
    here = looking(work, name)
    keys = [one.key for one in card.balance.keys]
    grant = work.grants.of(name)
    measures = [one.key for one in card.balance.measures if grant.sees(one.key)]
    where = {"field": "id", "op": "is", "value": id_}
    page = await fetch(here, ask_of(name, {"columns": [*keys, *measures], "where": where}))
    rows = cast("list[list[Any]]", codec.decode(page.rows))
    if not rows:
        raise Missing("record.missing", values={"id": id_})
    _, _, *cells = rows[0]
    said = dict(zip([*keys, *measures], cells, strict=True))
    # A measure that is masked on this row is blank; of itself none ever is.
    shown = {one: str(said[one]) for one in measures if said[one] is not None}
    return Standing(id_, {one: said[one] for one in keys}, shown)
