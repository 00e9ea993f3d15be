"""link 关联: a foreign key to one record of another form (or the same)."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import Type, reference
from tombolo.schema.kinds import ids
from tombolo.schema.kinds.shape import CHOSEN, Kind, OperatorName, Plain
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Link(Kind):
    """One record of the form `to`; there it is read as the list `inverse` (many rows).

    Of a link in lines the list are those rows of the lines of all records: `product.order_lines.qty`,
    and `product.order_lines.record.state` of the record around each.

    `create` lets the picker make a new record in place; `facts` are fields shown beside the title.
    `candidates` must hold for what is chosen: an expression of the record that goes through the link.
    """

    to: str = ""
    inverse: str = ""
    create: bool = True
    candidates: str = ""
    facts: tuple[str, ...] = ()

    name: ClassVar[str] = "link"
    words: ClassVar[Label] = Label("关联", "Link")
    column: ClassVar[str | None] = "uuid"
    operators: ClassVar[tuple[OperatorName, ...]] = CHOSEN

    def type(self) -> Type:
        return reference(self.to)

    def points_to(self) -> str:
        return self.to

    def inverse_of(self) -> str:
        return self.inverse

    def picked_with(self) -> tuple[str, ...]:
        return self.facts

    def may_create(self) -> bool:
        return self.create

    def offered(self) -> str:
        return self.candidates

    def parse(self, raw: object) -> Plain:
        return ids.one(raw)

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"to": self.to, "create": self.create, "where": bool(self.candidates)}

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        return () if self.to else (("setting.missing", {"name": "to"}),)
