"""Every room's problems with packages, as one list with file and line."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from tombolo.access.policy import policies_of
from tombolo.automation.read import rules_of
from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.flow.flows import charts_of
from tombolo.schema.build import build
from tombolo.schema.catalog import Catalog
from tombolo.schema.check import leads_somewhere
from tombolo.schema.condition import BOOLEAN, tried
from tombolo.suites.package import Finding, Package, found, sources

_CARD = frozenset({"label", "form", "columns", "where", "sort"})


def check(packages: Sequence[Package]) -> list[Finding]:
    """What is wrong with these packages, taken as one workspace."""
    catalog = build({path: source.data for path, source in sources(packages).items()})
    return [found(packages, problem) for problem in problems(catalog)]


def problems(catalog: Catalog) -> list[Problem]:
    """What schema, access, the rules, the flows and the workbench find in a catalog."""
    _, policy_problems = policies_of(catalog)
    _, rule_problems = rules_of(catalog)
    _, flow_problems = charts_of(catalog)
    return [
        *catalog.problems,
        *policy_problems,
        *rule_problems,
        *flow_problems,
        *_role_problems(catalog),
        *_home_problems(catalog),
    ]


def _role_problems(catalog: Catalog) -> Iterator[Problem]:
    roles = {role.key for app in catalog.apps.values() for role in app.roles}
    policies, _ = policies_of(catalog)
    told: set[tuple[str, str, str]] = set()
    for policy in policies:
        for role in sorted(policy.who.roles - roles):
            if (policy.app, policy.key, role) not in told:
                told.add((policy.app, policy.key, role))
                place = f"{policy.app}/grants/{policy.key}#who"
                yield Problem("suite.no_role", place, {"name": role})


def _home_problems(catalog: Catalog) -> Iterator[Problem]:
    """The cards of the workbench name forms and fields that are there."""
    for app in catalog.apps:
        cards = catalog.files.get(f"{app}/home", {}).get("cards")
        if cards is not None and not isinstance(cards, Mapping):
            yield Problem("definition.not_mapping", f"{app}/home#cards")
            continue
        for key, data in cast("Mapping[str, object]", cards or {}).items():
            place = f"{app}/home#cards.{key}"
            if isinstance(data, Mapping):
                yield from _card_problems(catalog, app, cast("Mapping[str, object]", data), place)
            else:
                yield Problem("definition.not_mapping", place)


def _card_problems(
    catalog: Catalog, app: str, data: Mapping[str, object], place: str
) -> Iterator[Problem]:
    for name in data.keys() - _CARD:
        near = ", ".join(similar(_CARD, name))
        yield Problem("definition.unknown", f"{place}.{name}", {"name": name, "near": near})
    form = str(data.get("form", ""))
    form = form if "." in form else f"{app}.{form}"
    card = catalog.cards.get(form)
    if card is None:
        near = ", ".join(similar(catalog.cards, form))
        yield Problem("definition.no_form", f"{place}.form", {"name": form, "near": near})
        return
    for part in ("columns", "sort"):
        given = data.get(part)
        paths = cast("list[object]", given) if isinstance(given, list) else [given] if given else []
        for path in paths:
            if not leads_somewhere(card.scope, str(path).removeprefix("-")):
                near = ", ".join(similar(card.scope.names(), str(path)))
                yield Problem(
                    "definition.no_field", f"{place}.{part}", {"name": str(path), "near": near}
                )
    if data.get("where"):
        _, wrong = tried(str(data["where"]), card.scope, BOOLEAN, f"{place}.where")
        yield from wrong
