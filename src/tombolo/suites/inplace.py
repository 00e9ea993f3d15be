"""A YAML text changed at one place; everything else stays as it was written, byte for byte.

The parser says where each node stands, and only that stretch is replaced. What comes out is read
again and must mean what was asked for: a text that this room cannot change safely raises Broken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode

from tombolo.base.errors import Broken
from tombolo.suites.read import parsed

Path = Sequence[str]
Plain = object  # text, numbers, true and false, lists and mappings of them
_FRACTION = re.compile(r"-?[0-9]{1,20}\.[0-9]{1,20}")
_SAFE = re.compile(r"[A-Za-z_\u3400-\u9fff「][^\n\r\t:#,\[\]{}&*!|>'\"%@`\\]*(?<! )\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def put(text: str, path: Path, value: Plain) -> str:
    """The value at `path` (`fields`, `total`, `is`) is another, or is there from now on."""
    owner, key = Owner.at(text, path[:-1]), path[-1]
    wanted = _data(text)
    _put_into(wanted, path, value)
    found = owner.find(key)
    if found is not None:
        made = _over(text, found, value)
    else:
        made = owner.with_more(f"{scalar(key)}: {written(value)}")
    return _same(made, wanted)


def append(text: str, path: Path, value: Plain) -> str:
    """One more item of the list at `path`; the list is made where there is none."""
    wanted = _data(text)
    node = _node(text, path)
    if node is None or not node.value:
        return put(text, path, [value])
    cast("list[object]", _value(wanted, path)).append(value)
    return _same(Owner(text, node).with_more(written(value)), wanted)


def remove(text: str, path: Path) -> str:
    """Without what stands at `path`; a list or mapping that holds nothing else goes with it."""
    wanted = _data(text)
    owner = Owner.at(text, path[:-1])
    if len(owner.node.value) == 1 and len(path) > 1:
        return remove(text, path[:-1])
    _drop(wanted, path)
    return _same(owner.without(path[-1]), wanted)


def _same(text: str, wanted: dict[str, object]) -> str:
    data, _, problems = parsed(text)
    if problems or data != wanted:
        raise Broken("suite.not_in_place")
    return text


def _data(text: str) -> dict[str, object]:
    data, _, problems = parsed(text)
    if problems:
        raise Broken("suite.not_in_place")
    return data


def _value(data: object, path: Path) -> object:
    for step in path:
        data = (
            cast("list[object]", data)[int(step)]
            if isinstance(data, list)
            else cast("dict[str, object]", data)[step]
        )
    return data


def _put_into(data: object, path: Path, value: Plain) -> None:
    owner = _value(data, path[:-1])
    if isinstance(owner, list):
        cast("list[object]", owner)[int(path[-1])] = value
    else:
        cast("dict[str, object]", owner)[path[-1]] = value


def _drop(data: object, path: Path) -> None:
    owner = _value(data, path[:-1])
    if isinstance(owner, list):
        del cast("list[object]", owner)[int(path[-1])]
    else:
        del cast("dict[str, object]", owner)[path[-1]]


# -- nodes and where they stand ----------------------------------------------------------------


def _node(text: str, path: Path) -> Any:
    node = cast("Any", YAML(typ="safe", pure=True)).compose(text)
    for step in path:
        node = Owner(text, node).find(step) if node is not None else None
    return node


@dataclass(frozen=True, slots=True)
class Owner:
    """A mapping or list of the text, and its entries."""

    text: str
    node: Any

    @classmethod
    def at(cls, text: str, path: Path) -> "Owner":
        node = _node(text, path)
        if node is None or isinstance(node, ScalarNode):
            raise Broken("suite.not_in_place")
        return cls(text, node)

    @property
    def entries(self) -> list[tuple[str, int, Any]]:
        """(name, where it begins, its value's node)"""
        items = cast("list[Any]", self.node.value)
        if isinstance(self.node, MappingNode):
            pairs = cast("list[tuple[Any, Any]]", items)
            return [(str(key.value), key.start_mark.index, value) for key, value in pairs]
        return [(str(n), item.start_mark.index, item) for n, item in enumerate(items)]

    @property
    def flow(self) -> bool:
        return bool(self.node.flow_style)

    def find(self, step: str) -> Any:
        """The value under a name, or None."""
        if isinstance(self.node, ScalarNode):
            return None
        return next((value for name, _, value in self.entries if name == step), None)

    def end(self, number: int) -> int:
        """Where the entry ends, without the blanks and comments that follow it."""
        _, start, value = self.entries[number]
        return end_of(self.text, value) if written_out(value) else self.text.index(":", start) + 1

    def with_more(self, entry: str) -> str:
        """One more entry behind the last."""
        text, entries = self.text, self.entries
        if self.flow:
            at = self.end(len(entries) - 1) if entries else self.node.start_mark.index + 1
            return text[:at] + (", " if entries else "") + entry + text[at:]
        at = _line_end(text, self.end(len(entries) - 1))
        indent = " " * cast("int", self.node.start_mark.column)
        dash = "" if isinstance(self.node, MappingNode) else "- "
        gap = "" if text[:at].endswith("\n") else "\n"
        return f"{text[:at]}{gap}{indent}{dash}{entry}\n{text[at:]}"

    def without(self, step: str) -> str:
        text, entries = self.text, self.entries
        number = [name for name, _, _ in entries].index(step)
        start, end = entries[number][1], self.end(number)
        if not self.flow:
            line, last = text.rfind("\n", 0, start) + 1, _line_end(text, end)
            # The first key of a list's item shares its line with the dash: `- need: …`.
            if isinstance(self.node, MappingNode) and text[line:start].strip():
                after = entries[number + 1][1]
                return text[:start] + text[after:]
            return text[:line] + text[last:]
        if number + 1 < len(entries):
            return text[:start] + text[entries[number + 1][1] :]
        return text[: self.end(number - 1)] + text[end:]


def written_out(node: Any) -> bool:
    """Whether a value has any text of its own: `key:` alone has none."""
    return bool(node.end_mark.index > node.start_mark.index)


def end_of(text: str, node: Any) -> int:
    """The end of a node's own text; a block ends where its last leaf does."""
    if isinstance(node, ScalarNode):
        end = cast("int", cast("Any", node).end_mark.index)
        return len(text[:end].rstrip("\n"))
    owner = Owner(text, node)
    if owner.flow or not owner.entries:
        return cast("int", node.end_mark.index)
    return owner.end(len(owner.entries) - 1)


def _line_end(text: str, at: int) -> int:
    """Behind the line's break."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _over(text: str, node: Any, value: Plain) -> str:
    """Another value where `node` stands, in quotes like its own where it has any."""
    start = cast("int", node.start_mark.index)
    if not written_out(node):
        at = text.rindex(":", 0, start) + 1
        return f"{text[:at]} {written(value)}{text[at:]}"
    made = written(value, cast("Any", node).style if isinstance(node, ScalarNode) else "")
    return text[:start] + made + text[end_of(text, node) :]


# -- values as text ----------------------------------------------------------------------------


def written(value: Plain, style: object = "") -> str:
    """In one line, which is right in every place."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return scalar(value, style)
        case Mapping():
            pairs = cast("Mapping[str, object]", value).items()
            return "{" + ", ".join(f"{scalar(k)}: {written(v)}" for k, v in pairs) + "}"
        case list() | tuple():
            return "[" + ", ".join(written(one) for one in cast("list[object]", value)) + "]"
        case _:
            raise Broken("suite.not_in_place")


def scalar(text: str, style: object = "") -> str:
    """Plain where nothing could be misread, else in quotes."""
    if not text.isprintable():
        return _double(text)
    if style == "'":
        return _single(text)
    if style == '"':
        return _double(text)
    if _FRACTION.fullmatch(text):
        return text  # definitions keep a fraction as it is written, which is a text
    if _SAFE.match(text) and text.casefold() not in _WORDS:
        return text
    return _double(text) if "'" in text else _single(text)


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    made = text.replace("\\", "\\\\").replace('"', '\\"')
    made = made.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return '"' + "".join(one if one.isprintable() else _escaped(one) for one in made) + '"'


def _escaped(sign: str) -> str:
    code = ord(sign)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
