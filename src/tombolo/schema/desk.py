"""Where plain data is read: each value as what it should be, each finding with its place."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.schema.label import NO_LABEL, Label

Data = Mapping[str, object]
_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(slots=True)
class Desk:
    """Where the reader stands, and what was found so far."""

    place: str
    problems: list[Problem] = field(default_factory=list[Problem])

    def at(self, step: str) -> "Desk":
        mark = "" if self.place.endswith("#") else "."
        return Desk(f"{self.place}{mark}{step}", self.problems)

    def wrong(self, code: str, **values: object) -> None:
        self.problems.append(Problem(code, self.place, values))

    def unknown(self, data: Data, known: AbstractSet[str]) -> None:
        for name in data:
            if name not in known:
                near = similar(known, str(name))
                self.at(str(name)).wrong("definition.unknown", name=name, near=", ".join(near))

    def mapping(self, raw: object) -> Data:
        if isinstance(raw, Mapping):
            return {str(k): v for k, v in cast("Mapping[object, object]", raw).items()}
        if raw is not None:
            self.wrong("definition.not_mapping")
        return {}

    def items(self, raw: object) -> list[object]:
        if raw is None:
            return []
        if isinstance(raw, list):
            return cast("list[object]", raw)
        self.wrong("definition.not_list")
        return []

    def text(self, raw: object) -> str:
        if raw is None:
            return ""
        if isinstance(raw, str):
            return raw
        if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
            return str(raw)
        if isinstance(raw, bool):
            return "true" if raw else "false"
        self.wrong("definition.not_text")
        return ""

    def flag(self, raw: object) -> bool:
        if raw is None or isinstance(raw, bool):
            return bool(raw)
        self.wrong("definition.not_flag")
        return False

    def label(self, raw: object, fallback: str = "") -> Label:
        if raw is None:
            return Label(fallback) if fallback else NO_LABEL
        if isinstance(raw, Mapping):
            words = self.mapping(cast("object", raw))
            return Label(self.text(words.get("zh")) or fallback, self.text(words.get("en")))
        return Label(self.text(raw) or fallback)

    def words(self, raw: object) -> tuple[str, ...]:
        if isinstance(raw, str):
            return (raw,)
        return tuple(self.at(str(n)).text(item) for n, item in enumerate(self.items(raw)))

    def key(self, key: str, longest: int) -> bool:
        if not _KEY.match(key) or len(key) > longest:
            self.wrong("definition.bad_key", key=key, most=longest)
            return False
        return True
