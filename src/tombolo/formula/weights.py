"""How large a checked formula is once everything that is used twice is written out twice."""

from tombolo.formula.typed import Bound, Typed, below

MOST = 10_000  # nodes
HIGHEST = 100  # of a formula with names of LET; the parser sees to the others


def weigh(tree: Typed) -> tuple[int, int]:
    """Nodes and height; shared parts are counted wherever they stand, yet looked at once."""
    return _weighed(tree, {})


def _weighed(node: Typed, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    if isinstance(node, Bound):
        return node.size + 1, node.height + 1
    found = known.get(id(node))
    if found is None:
        parts = [_weighed(part, known) for part in below(node)]
        size, height = sum(size for size, _ in parts), max((high for _, high in parts), default=0)
        found = known[id(node)] = (size + 1, height + 1)
    return found
