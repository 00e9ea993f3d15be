"""A YAML text that means other data: what stays the same stays as it was written, comments too.

Designers in the browser send a definition whole. Where its mappings and lists are written in blocks,
their entries keep their text, with the comments before and behind them, also when they move; only
what is another is written anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode

from tombolo.suites.inplace import Owner, end_of, scalar, written, written_out
from tombolo.suites.read import parsed

WIDE = 110  # signs of a line that is still read at one glance
Data = Mapping[str, object]


def rewritten(text: str, data: Data) -> str:
    """The text with the meaning of `data`: text, whole numbers, true, false, lists and mappings."""
    root = cast("Any", YAML(typ="safe", pure=True)).compose(text) if text.strip() else None
    wanted = _without_nothing(data)
    if isinstance(root, MappingNode) and not cast("Any", root).flow_style:
        start, end = cast("Any", root).start_mark.index, end_of(text, root)
        made = text[:start] + _mapping(text, root, parsed(text)[0], wanted) + text[end:]
        if _means(made, wanted):
            return made
    return fresh(wanted)


def fresh(data: Data) -> str:
    """The text of what was never written as a file."""
    return _block(_without_nothing(data), 0) + "\n"


def _means(text: str, wanted: object) -> bool:
    data, _, problems = parsed(text)
    return not problems and _alike(data, wanted)


def _without_nothing(data: object) -> Any:
    """Without what is null: a key without a value says the same as no key."""
    if isinstance(data, Mapping):
        items = cast("Data", data).items()
        return {str(key): _without_nothing(one) for key, one in items if one is not None}
    if isinstance(data, list):
        return [_without_nothing(one) for one in cast("list[object]", data)]
    return data


def _alike(one: object, other: object) -> bool:
    """The same, the order of keys too: stages and fields stand in the order of their keys."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        a, b = list(cast("Data", one).items()), list(cast("Data", other).items())
        return len(a) == len(b) and all(
            m[0] == n[0] and _alike(m[1], n[1]) for m, n in zip(a, b, strict=True)
        )
    if isinstance(one, list) and isinstance(other, list):
        c, d = cast("list[object]", one), cast("list[object]", other)
        return len(c) == len(d) and all(_alike(m, n) for m, n in zip(c, d, strict=True))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


# -- what was there --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a block: comments and blanks before it, how it begins, its value, the line's rest."""

    lead: str
    head: str  # `key: ` or `- `
    node: Any
    value: object
    tail: str


def _entries(text: str, owner: Owner, value: object) -> Iterator[_Entry]:
    dash = not isinstance(owner.node, MappingNode)
    items = list(owner.entries)
    behind = owner.node.start_mark.index
    gap = ""
    for number, (name, at, node) in enumerate(items):
        start = text.rindex("-", behind, at) if dash and number else at
        start = owner.node.start_mark.index if not number else start
        rest = "\n".join(gap.split("\n")[1:]) if number else ""
        end = owner.end(number)
        following = _start(text, owner, items, number + 1, end)
        gap = text[end:following]
        tail = gap.split("\n")[0] if number + 1 < len(items) else ""
        opens = node.start_mark.index if written_out(node) else end
        inside = (
            cast("list[object]", value)[number]
            if isinstance(value, list)
            else cast("Data", value)[name]
        )
        yield _Entry(rest, text[start:opens], node, inside, tail)
        behind = end


def _start(text: str, owner: Owner, items: Sequence[Any], number: int, behind: int) -> int:
    if number >= len(items):
        return behind
    at = cast("int", items[number][1])
    return at if isinstance(owner.node, MappingNode) else text.rindex("-", behind, at)


def _mapping(text: str, node: Any, old: Data, new: Data) -> str:
    column = cast("int", node.start_mark.column)
    found = dict(zip(old, _entries(text, Owner(text, node), old), strict=True))
    parts: list[tuple[str, str, str]] = []
    for key, value in new.items():
        entry = found.get(key)
        if entry is None:
            parts.append(("", _pair(key, value, column), ""))
        else:
            own = _kept(text, entry, value)
            parts.append((entry.lead, own or _pair(key, value, column), entry.tail))
    return _joined(parts, column)


def _list(text: str, node: Any, old: list[object], new: list[object]) -> str:
    column = cast("int", node.start_mark.column)
    found = list(_entries(text, Owner(text, node), old))
    parts: list[tuple[str, str, str]] = []
    for value, number in zip(new, _matched(old, new), strict=True):
        entry = found[number] if number is not None else None
        if entry is None:
            parts.append(("", f"- {_block(value, column + 2)}", ""))
        else:
            own = _kept(text, entry, value)
            parts.append((entry.lead, own or f"- {_block(value, column + 2)}", entry.tail))
    return _joined(parts, column)


def _matched(old: Sequence[object], new: Sequence[object]) -> list[int | None]:
    """For each new item the old one that it was: the same one, else one of the same name."""
    left = dict(enumerate(old))
    made: list[int | None] = [None] * len(new)
    marks = [repr(one) for one in old], [repr(one) for one in new]
    for a, b, size in SequenceMatcher(None, *marks, autojunk=False).get_matching_blocks():
        for n in range(size):
            made[b + n] = a + n
            left.pop(a + n)
    for by in (repr, _name):
        for number, value in enumerate(new):
            same = (n for n, one in left.items() if by(one) == by(value))
            if made[number] is None and (found := next(same, None)) is not None:
                made[number] = found
                left.pop(found)
    return made


def _name(item: object) -> str:
    """What an item is called: the first key of a mapping with its value, the first item of a list."""
    inner = _inner(item)
    if isinstance(item, Mapping) and inner:
        key = next(iter(cast("Data", item)))
        return f"{key}:{inner[0] if isinstance(inner[0], str) else ''}"
    return f"[{_name(inner[0])}" if inner else repr(cast("object", item))


def _inner(value: object) -> list[object]:
    """What a mapping or a list holds."""
    if isinstance(value, Mapping):
        return list(cast("Data", value).values())
    return list(cast("list[object]", value)) if isinstance(value, list) else []


def _kept(text: str, entry: _Entry, value: object) -> str:
    """The entry with this value, in its own writing; empty where it has to be written anew."""
    node, old = entry.node, entry.value
    if _alike(old, value):
        return entry.head + text[node.start_mark.index : end_of(text, node)]
    if isinstance(node, ScalarNode):
        plain = not isinstance(value, Mapping | list)
        style = cast("Any", node).style if written_out(node) else ""
        head = entry.head if entry.head.endswith(" ") else f"{entry.head} "
        return head + written(value, style) if plain and style not in {"|", ">"} else ""
    if node.flow_style or not value:
        return ""
    if isinstance(old, Mapping) and isinstance(value, Mapping):
        return entry.head + _mapping(text, node, cast("Data", old), cast("Data", value))
    if isinstance(old, list) and isinstance(value, list):
        return entry.head + _list(
            text, node, cast("list[object]", old), cast("list[object]", value)
        )
    return ""


def _joined(parts: Sequence[tuple[str, str, str]], column: int) -> str:
    """Entries under one another; the first begins where the block does."""
    made = ""
    for number, (lead, own, tail) in enumerate(parts):
        if not number:
            made = (lead.lstrip() if lead.strip() else "") + own
        else:
            made += "\n" + (lead or " " * column) + own
        made += tail
    return made


# -- what is new -----------------------------------------------------------------------------------


def _pair(key: str, value: object, column: int) -> str:
    made = _block(value, column + 2, key)
    return f"{scalar(key)}:{made}"


def _block(value: object, column: int, key: str | None = None) -> str:
    """A value in one line where it fits, else in a block whose lines begin at `column`."""
    before = " " if key is not None else ""
    line = written(value)
    flat = len(line) + column + len(key or "") <= WIDE and not _deep(value)
    if not _inner(value) or flat:
        return before + line
    rows = (
        [_pair(name, one, column) for name, one in cast("Data", value).items()]
        if isinstance(value, Mapping)
        else [f"- {_block(one, column + 2)}" for one in _inner(value)]
    )
    opening = f"\n{' ' * column}" if key is not None else ""
    return opening + f"\n{' ' * column}".join(rows)


def _deep(value: object) -> bool:
    """Whether one line would hide a structure: a file as a whole, a list of nodes."""
    return any(_inner(two) for one in _inner(value) for two in _inner(one))
