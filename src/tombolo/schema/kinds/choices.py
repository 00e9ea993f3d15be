"""choices 多选."""

import re
from dataclasses import dataclass
from typing import ClassVar, cast

from tombolo.formula.types import TEXT, Type, list_of
from tombolo.schema.kinds import option
from tombolo.schema.kinds.option import Option
from tombolo.schema.kinds.shape import (
    LISTED,
    AggregateName,
    Bad,
    Kind,
    OperatorName,
    Plain,
    blank,
)
from tombolo.schema.label import Label

_BETWEEN = re.compile(r"[,，;；、\n]+")


@dataclass(frozen=True, slots=True)
class Choices(Kind):
    """Any number of `options`; their keys are stored in the order of the options."""

    options: tuple[Option, ...] = ()

    name: ClassVar[str] = "choices"
    words: ClassVar[Label] = Label("多选", "Choices")
    column: ClassVar[str | None] = "text[]"
    many: ClassVar[bool] = True
    sortable: ClassVar[bool] = False
    groupable: ClassVar[bool] = False
    operators: ClassVar[tuple[OperatorName, ...]] = LISTED
    aggregates: ClassVar[tuple[AggregateName, ...]] = ("count_empty",)

    def type(self) -> Type:
        return list_of(TEXT)

    def parse(self, raw: object) -> Plain:
        if blank(raw):
            return None
        items: object = _BETWEEN.split(raw) if isinstance(raw, str) else raw
        if not isinstance(items, list):
            raise Bad("value.not_list")
        given = cast("list[object]", items)
        chosen = {option.find(self.options, item) for item in given if not blank(item)}
        return [one.key for one in self.options if one.key in chosen] or None

    def show(self, value: Plain, language: str) -> str:
        keys = value if isinstance(value, list) else []
        return "、".join(option.label(self.options, key, language) for key in keys)

    def settings(self, language: str) -> dict[str, object]:
        return {"options": option.settings(self.options, language)}

    def options_of(self) -> tuple[tuple[str, Label], ...]:
        return tuple((one.key, one.label) for one in self.options)

    def offers(self) -> tuple[tuple[str, str], ...]:
        return option.offers(self.options)

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        return () if self.options else (("setting.options", {}),)
