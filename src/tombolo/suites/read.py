"""A folder to a package. Nothing outside the folder is read, and nothing large or tricky parsed."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from tombolo.base.problems import Problem
from tombolo.schema.store import Source
from tombolo.suites.package import Finding, Package, Part

LARGEST = 512 * 1024  # of a file
MOST_FILES = 2000
DEEPEST = 40
ROOMS = ("forms", "grants", "balances", "flows", "rules")
SINGLE = ("app", "home")

_PLAIN = "tag:yaml.org,2002:"
_KNOWN = frozenset({"map", "seq", "str", "int", "float", "bool", "null", "timestamp"})
_PATH = re.compile(rf"({'|'.join(SINGLE)})|({'|'.join(ROOMS)})/[a-z][a-z0-9_]*")


def read(folders: Sequence[Path]) -> tuple[list[Package], list[Finding]]:
    """The package of each folder, and what could not be read."""
    findings: list[Finding] = []
    packages = [made for folder in folders if (made := read_one(folder, findings))]
    return packages, findings


def with_needed(folders: Sequence[Path]) -> list[Path]:
    """The folders, and those beside them that their apps say they need."""
    known = {folder.resolve(): folder for folder in folders}
    waiting = list(known)
    while waiting:
        folder = waiting.pop()
        package = read_one(folder, [])
        app = package and package.parts.get(f"{package.app}/app")
        needs = app.source.data.get("needs") if app else None
        for name in cast("list[object]", needs) if isinstance(needs, list) else []:
            beside = (folder.parent / str(name)).resolve()
            if beside.parent == folder.parent and beside.is_dir() and beside not in known:
                known[beside] = beside
                waiting.append(beside)
    return list(known.values())


def read_one(folder: Path, findings: list[Finding]) -> Package | None:
    """The package in a folder; None when it has no app.yaml that can be read."""
    if not (folder / "app.yaml").is_file():
        findings.append(_wrong(folder / "app.yaml", 1, "suite.no_app"))
        return None
    files: list[tuple[str, Path]] = []
    for path in _files(folder, findings):
        place = path.relative_to(folder).with_suffix("").as_posix()
        if _PATH.fullmatch(place):
            files.append((place, path))
        else:
            findings.append(_wrong(path, 1, "suite.no_such_place", name=place))
    app = folder.resolve().name
    read_parts: dict[str, Part] = {}
    for place, path in files:
        part = part_of(path, findings)
        if part:
            read_parts[place] = part
    head = read_parts.get("app")
    if head:
        app = str(head.source.data.get("app") or app)
    parts = {
        f"{app}/{place}": Part(f"{app}/{place}", one.file, one.source, one.lines)
        for place, one in read_parts.items()
    }
    return Package(app, parts)


def _files(folder: Path, findings: list[Finding]) -> list[Path]:
    made: list[Path] = []
    home = folder.resolve()
    for top, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if (Path(top) / name).is_symlink()]
        findings.extend(_wrong(Path(top) / name, 1, "suite.link") for name in linked)
        for name in sorted(names):
            path = Path(top) / name
            if path.suffix not in {".yaml", ".yml"}:
                continue
            if not path.resolve().is_relative_to(home):
                findings.append(_wrong(path, 1, "suite.link"))
            elif path.suffix == ".yml":
                findings.append(_wrong(path, 1, "suite.suffix"))
            else:
                made.append(path)
    if len(made) > MOST_FILES:
        findings.append(_wrong(folder, 1, "suite.too_many", most=MOST_FILES))
    return made[:MOST_FILES]


def part_of(path: Path, findings: list[Finding]) -> Part | None:
    """One file; what is wrong with it as YAML is told with its line."""
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        findings.append(_wrong(path, 1, "suite.too_large", most=f"{LARGEST // 1024} kB"))
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        findings.append(_wrong(path, line, "suite.not_utf8"))
        return None
    data, lines, problems = parsed(text)
    findings.extend(Finding(str(path), line, problem) for line, problem in problems)
    if problems:
        return None
    return Part("", str(path), Source(text, data), lines)


def parsed(text: str) -> tuple[dict[str, object], dict[str, int], list[tuple[int, Problem]]]:
    """YAML text as data, the line of every place in it, and (line, problem) pairs."""
    try:
        node = cast("Any", YAML(typ="safe", pure=True)).compose(text)
    except MarkedYAMLError as error:
        mark = cast("Any", error).problem_mark
        why = str(cast("Any", error).problem or error)
        line = mark.line + 1 if mark else 1
        return {}, {}, [(line, Problem("suite.yaml", "", {"why": why}))]
    except (YAMLError, ValueError) as error:
        return {}, {}, [(1, Problem("suite.yaml", "", {"why": str(error).split("\n")[0]}))]
    except RecursionError:
        return {}, {}, [(1, Problem("suite.too_deep", "", {"most": DEEPEST}))]
    reader = _Reader()
    if not isinstance(node, MappingNode):
        return {}, {}, [(1, Problem("definition.not_mapping"))]
    made = reader.value(node, "", 0)
    return cast("dict[str, object]", made), reader.lines, reader.problems


@dataclass(slots=True)
class _Reader:
    """Nodes to plain data. Anchors are refused: with them a small file can mean a huge one."""

    lines: dict[str, int] = field(default_factory=dict[str, int])
    problems: list[tuple[int, Problem]] = field(default_factory=list[tuple[int, Problem]])

    def value(self, node: Any, place: str, depth: int) -> object:
        line = int(node.start_mark.line) + 1
        if node.anchor:
            self.problems.append((line, Problem("suite.anchor")))
            return None
        if depth > DEEPEST:
            self.problems.append((line, Problem("suite.too_deep", "", {"most": DEEPEST})))
            return None
        if str(node.tag).removeprefix(_PLAIN) not in _KNOWN:
            self.problems.append((line, Problem("suite.tag", "", {"name": str(node.tag)})))
            return None
        if isinstance(node, MappingNode):
            return self._mapping(cast("Any", node), place, depth)
        if isinstance(node, SequenceNode):
            return self._list(cast("Any", node), place, depth)
        return _scalar(node)

    def _list(self, node: Any, place: str, depth: int) -> list[object]:
        made: list[object] = []
        for number, item in enumerate(cast("list[Any]", node.value)):
            here = f"{place}.{number}" if place else str(number)
            self.lines[here] = item.start_mark.line + 1
            made.append(self.value(item, here, depth + 1))
        return made

    def _mapping(self, node: Any, place: str, depth: int) -> dict[str, object]:
        made: dict[str, object] = {}
        for key_node, value_node in cast("list[tuple[Any, Any]]", node.value):
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode) or cast("Any", key_node).anchor:
                self.problems.append((line, Problem("suite.key")))
                continue
            key = str(cast("Any", key_node).value)
            if key in made:
                self.problems.append((line, Problem("suite.twice", "", {"name": key})))
            here = f"{place}.{key}" if place else key
            self.lines[here] = line
            made[key] = self.value(value_node, here, depth + 1)
        return made


def _scalar(node: Any) -> object:
    """Text, whole numbers, true and false; fractions and dates stay as they are written."""
    text = str(node.value)
    match str(node.tag).removeprefix(_PLAIN):
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int" if re.fullmatch(r"[-+]?[0-9]{1,30}", text):
            return int(text)
        case _:
            return text


def _wrong(path: Path, line: int, code: str, **values: object) -> Finding:
    return Finding(str(path), line, Problem(code, "", values))
