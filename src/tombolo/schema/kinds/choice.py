"""choice 单选."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds import option
from tombolo.schema.kinds.option import Option
from tombolo.schema.kinds.shape import (
    CHOSEN,
    Kind,
    OperatorName,
    Plain,
    blank,
)
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of `options`; the option's key is stored."""

    options: tuple[Option, ...] = ()

    name: ClassVar[str] = "choice"
    words: ClassVar[Label] = Label("单选", "Choice")
    operators: ClassVar[tuple[OperatorName, ...]] = CHOSEN

    def parse(self, raw: object) -> Plain:
        return None if blank(raw) else option.find(self.options, raw)

    def show(self, value: Plain, language: str) -> str:
        return "" if value is None else option.label(self.options, value, language)

    def settings(self, language: str) -> dict[str, object]:
        return {"options": option.settings(self.options, language)}

    def options_of(self) -> tuple[tuple[str, Label], ...]:
        return tuple((one.key, one.label) for one in self.options)

    def offers(self) -> tuple[tuple[str, str], ...]:
        return option.offers(self.options)

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        return () if self.options else (("setting.options", {}),)
