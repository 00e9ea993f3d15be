"""A suite in memory: every file with its text, its data, and where each place of it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tombolo.base.problems import Problem
from tombolo.schema.store import Source


@dataclass(frozen=True, slots=True)
class Part:
    """One file: `path` as the catalog knows it (`crm/forms/customer`), `file` as a person does.

    `lines` leads from a dotted place (`fields.amount.scale`) to its line.
    """

    path: str
    file: str
    source: Source
    lines: Mapping[str, int]

    def line(self, place: str) -> int:
        """The line of the nearest thing that stands there: `fields.amount.is:3-7` finds `is`."""
        place = place.partition(":")[0]
        while place and place not in self.lines:
            place = place.rpartition(".")[0]
        return self.lines.get(place, 1)


@dataclass(frozen=True, slots=True)
class Package:
    """One app: its parts by path."""

    app: str
    parts: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the file and line a person opens."""

    file: str
    line: int
    problem: Problem


def found(packages: Iterable[Package], problem: Problem) -> Finding:
    """The problem's place (`crm/forms/customer#fields.amount`) as file and line."""
    path, _, place = problem.place.partition("#")
    for package in packages:
        part = package.parts.get(path)
        if part:
            return Finding(part.file, part.line(place), problem)
    return Finding(path, 1, problem)


def sources(packages: Iterable[Package]) -> dict[str, Source]:
    """The definitions of all packages together."""
    return {path: part.source for package in packages for path, part in package.parts.items()}
