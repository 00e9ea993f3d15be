"""Values that stand beside a row and are in no table: what a call from outside brought, what was answered.

To the language they are like a record under a name (`body.phone`), with a type each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tombolo.pg.tree import Cast, Col, Expr, Infix, Lit
from tombolo.records.read.guard import GuardedFrame
from tombolo.schema.catalog import Path
from tombolo.schema.condition import Meaning, Scope, Sums, Type, column_type
from tombolo.schema.frame import TableFrame
from tombolo.schema.kinds.shape import Plain

COLUMN = "given"
Values = Mapping[str, Mapping[str, Plain]]  # by name and field


@dataclass(frozen=True, slots=True)
class Given:
    """A name and the types of its fields."""

    name: str
    fields: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True, repr=False)
class GivenScope:
    """The names behind the name."""

    given: Given

    def find(self, name: str) -> Meaning | None:
        for key, type_ in self.given.fields:
            if key == name:
                return Meaning(key, key, "value", type_)
        return None

    def names(self) -> Sequence[str]:
        return [key for key, _ in self.given.fields]

    def through(self, name: str) -> Scope:
        raise KeyError(name)

    def around(self) -> str:
        return ""

    def balance(self, name: str) -> Sums | None:
        del name
        return None

    def balances(self) -> Sequence[str]:
        return ()


NOTHING = GivenScope(Given("", ()))  # the names where no row stands


@dataclass(slots=True)
class GivenFrame(GuardedFrame):
    """The values as SQL: out of a column of JSON that came with the statement."""

    types: Mapping[str, Type] = field(default_factory=dict[str, Type])

    def own(self, key: str) -> Expr:
        text = Infix("->>", Infix("->", Col("p", COLUMN), Lit(self.lines)), Lit(key))
        return Cast(text, column_type(self.types[key]))

    def raw(self, key: str) -> Expr:
        return self.own(key)

    def itself(self) -> Expr:
        return Cast(Lit(None), "uuid")

    def has_rows(self, key: str) -> bool:
        del key
        return False

    def through(self, key: str) -> TableFrame:
        raise KeyError(key)

    def value(self, path: Path) -> Expr:
        return self.own(path[-1])
