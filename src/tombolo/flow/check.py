"""What publishing refuses, and what it warns of."""

from collections.abc import Collection, Iterator, Mapping

from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.flow.chart import START, Block, Chart, Decider, Human, Named, Place, Role, Sub

_WORDS = frozenset({"end", "start", "prev", "branch", "any", "none"})


def refusals(
    chart: Chart,
    fields: Collection[str],
    roles: Collection[str],
    logins: Collection[str] | None,
    charts: Mapping[str, Chart],
) -> list[Problem]:
    """Why this cannot be published. `fields` are the form's, columns as `lines.qty`; `logins` None:
    who is there is not known here.
    """
    return [
        *_keys(chart),
        *(one for place in chart.places.values() for one in _node(chart, place, fields)),
        *(one for place in chart.places.values() for one in _people(chart, place, roles, logins)),
        *_puts(chart, fields),
        *_circles(chart, charts),
    ]


def warnings(chart: Chart) -> list[Problem]:
    """What works but may surprise."""
    found: list[Problem] = []
    for place in chart.places.values():
        node = place.node
        if not isinstance(node, Human):
            continue
        here = f"nodes.{node.key}"
        due = node.due
        backward = node.reject == "prev" or (due is not None and due.target == "prev")
        if backward and _behind_join(chart, place):
            found.append(Problem("flow.prev_behind_join", here))
        if node.empty == "reject" and node.reject not in {"end", "branch"}:
            found.append(Problem("flow.reject_round", here))
        if _looks_smaller(node):
            found.append(Problem("flow.percent", here))
    return found


def _keys(chart: Chart) -> Iterator[Problem]:
    """Keys are unique: what stands in `places` is found again under its own key."""
    seen: set[str] = set()

    def walk(nodes: object) -> Iterator[Problem]:
        assert isinstance(nodes, tuple)
        for node in nodes:  # pyright: ignore[reportUnknownVariableType]
            key = str(node.key)  # pyright: ignore[reportUnknownArgumentType,reportUnknownMemberType]
            if key in seen or key == START:
                yield Problem("flow.key_twice", f"nodes.{key}", {"key": key})
            seen.add(key)
            if isinstance(node, Block):
                for branch in node.branches:
                    yield from walk(branch.do)

    yield from walk(chart.nodes)
    if not any(isinstance(place.node, Human) for place in chart.places.values()):
        yield Problem("flow.nobody", "nodes")


def _node(chart: Chart, place: Place, fields: Collection[str]) -> Iterator[Problem]:
    node = place.node
    here = f"nodes.{node.key}"
    if isinstance(node, Block):
        if node.kind != "parallel" and node.otherwise is None:
            yield Problem("flow.no_else", here)
        elif node.kind != "parallel" and node.otherwise != len(node.branches) - 1:
            yield Problem("flow.else_last", here)
        if not node.branches:
            yield Problem("flow.no_branches", here)
    if isinstance(node, Human):
        yield from _human(node, fields)
        yield from _goals(chart, place, node)


def _human(node: Human, fields: Collection[str]) -> Iterator[Problem]:
    here = f"nodes.{node.key}"
    if not node.seats:
        yield Problem("setting.missing", here, {"name": "people"})
    if node.mode == "vote" and node.threshold is None:
        yield Problem("flow.threshold", here)
    for name in dict.fromkeys((*node.edit, *node.hide, *(node.see or ()), *node.require)):
        if name not in fields:
            near = ", ".join(similar(fields, name))
            yield Problem("definition.unknown", here, {"name": name, "near": near})
    for name in node.require:
        if not node.may_edit(name):
            yield Problem("flow.require_closed", here, {"name": name})


def _goals(chart: Chart, place: Place, node: Human) -> Iterator[Problem]:
    """Nodes that are gone to are there, and people can decide in them."""
    here = f"nodes.{node.key}"
    for goal in (node.reject, node.returns.to, node.due.target if node.due else START):
        if goal not in _WORDS and chart.human(goal) is None:
            yield Problem("flow.no_node", here, {"node": goal})
    if node.reject == node.key:
        yield Problem("flow.no_node", here, {"node": node.reject})
    if node.restart is not None:
        goal = chart.places.get(node.restart.at)
        before = goal is not None and goal.way == place.way[: len(goal.way)]
        if goal is None or not before or not isinstance(goal.node, Human):
            yield Problem("flow.no_node", here, {"node": node.restart.at})


def _people(
    chart: Chart, place: Place, roles: Collection[str], logins: Collection[str] | None
) -> Iterator[Problem]:
    node = place.node
    here = f"nodes.{node.key}"
    for seat in getattr(node, "seats", ()):
        match seat.rule:
            case Role(name) if name not in roles:
                near = ", ".join(similar(roles, name))
                yield Problem("definition.unknown", here, {"name": name, "near": near})
            case Named(names):
                for name in names:
                    if logins is not None and name not in logins:
                        near = ", ".join(similar(logins, name))
                        yield Problem("definition.unknown", here, {"name": name, "near": near})
            case Decider(name) if chart.human(name) is None or name == node.key:
                yield Problem("flow.no_node", here, {"node": name})
            case _:
                pass


def _puts(chart: Chart, fields: Collection[str]) -> Iterator[Problem]:
    for name, puts in chart.effects.items():
        for put in puts:
            if put.field not in fields:
                near = ", ".join(similar(fields, put.field))
                yield Problem("definition.unknown", name, {"name": put.field, "near": near})


def _circles(chart: Chart, charts: Mapping[str, Chart]) -> Iterator[Problem]:
    """A flow that would wait for itself, by whatever way."""
    for place in chart.places.values():
        if not isinstance(place.node, Sub):
            continue
        here = f"nodes.{place.node.key}"
        if place.node.flow not in charts and place.node.flow != chart.name:
            yield Problem("flow.no_flow", here, {"flow": place.node.flow})
            continue
        seen: set[str] = set()
        todo = [place.node.flow]
        while todo:
            name = todo.pop()
            if name == chart.name:
                yield Problem("flow.circle", here, {"flow": name})
                break
            if name not in seen and name in charts:
                seen.add(name)
                inner = charts[name].places.values()
                todo += [p.node.flow for p in inner if isinstance(p.node, Sub)]


def _behind_join(chart: Chart, place: Place) -> bool:
    before = chart.sequences[place.way][: place.index]
    return bool(before) and isinstance(before[-1], Block) and before[-1].kind != "exclusive"


def _looks_smaller(node: Human) -> bool:
    """66.67 % of three equal votes needs all three, because 2/3 is less."""
    rule = node.threshold
    total = sum(seat.weight for seat in node.seats)
    if node.mode != "vote" or rule is None or not rule.den or rule.den <= total:
        return False
    need = rule.num * total
    rounded = round(need / rule.den)
    return rounded * rule.den < need <= rounded * rule.den + rule.den * total // 100
