"""All flows of a catalog as they would be published, and what is wrong with them."""

from collections.abc import Iterator

from tombolo.base.problems import Problem
from tombolo.flow.chart import Auto, Chart, Sub
from tombolo.flow.check import refusals
from tombolo.flow.organisation import ADMINISTRATORS
from tombolo.flow.read import flow_of
from tombolo.schema.catalog import Catalog, FormCard


def charts_of(catalog: Catalog) -> tuple[dict[str, Chart], list[Problem]]:
    """The flows by name, `crm.quotation_approval`, and every problem with its place.

    Whether a login that a flow names is somebody's is told when people are known.
    """
    scopes = {name: card.scope for name, card in catalog.cards.items()}
    charts: dict[str, Chart] = {}
    problems: list[Problem] = []
    for app, key, data in catalog.others("flows"):
        chart, found = flow_of(app, key, data, scopes)
        charts[chart.name] = chart
        problems.extend(found)
    roles = {role.key for app in catalog.apps.values() for role in app.roles} | {ADMINISTRATORS}
    for chart in charts.values():
        card = catalog.cards.get(chart.form)
        problems.extend(_placed(f"{chart.app}/flows/{chart.key}#", list(_not_yet(chart))))
        if card is not None:
            place = f"{chart.app}/flows/{chart.key}#"
            problems.extend(
                _placed(place, refusals(chart, set(_fields(card)), roles, None, charts))
            )
    return charts, problems


def _not_yet(chart: Chart) -> Iterator[Problem]:
    """What the machine can do and nobody carries out yet: refused, so that no record waits for it."""
    for place in chart.places.values():
        node, here = place.node, f"nodes.{place.node.key}"
        if isinstance(node, Auto):
            yield Problem("flow.not_yet", here, {"what": "auto"})
        if isinstance(node, Sub) and (not node.wait or node.each):
            yield Problem("flow.not_yet", here, {"what": "sub: each" if node.each else "sub: wait"})


def _fields(card: FormCard) -> Iterator[str]:
    """Every field, and the columns of lines as `lines.qty`."""
    for one in card.form.every.values():
        yield one.key
        yield from (f"{one.key}.{column.key}" for column in one.fields)


def _placed(place: str, problems: list[Problem]) -> Iterator[Problem]:
    for one in problems:
        yield Problem(one.code, f"{place}{one.place}", one.values, one.say)
