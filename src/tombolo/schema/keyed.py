"""The keys of balances in SQL: a blank key is a key like any other, and an index serves it."""

from collections.abc import Mapping, Sequence

from tombolo.pg.tree import And, Call, Cast, Expr, Infix, Lit
from tombolo.schema.field import Field

# What stands for blank. None of these can be a key: no id is all zeros, blank text is blank.
_BLANK: Mapping[str, Expr] = {
    "uuid": Cast(Lit("00000000-0000-0000-0000-000000000000"), "uuid"),
    "text": Lit(""),
    "numeric": Cast(Lit("NaN"), "numeric"),
    "date": Cast(Lit("infinity"), "date"),
}


def type_of(one: Field) -> str:
    """The type of a key's column."""
    return str(one.kind.column)


def filled(one: Field, value: Expr) -> Expr:
    """A key that is never NULL, as the index of its balance has it."""
    return Call("coalesce", (value, _BLANK[type_of(one)]))


def same(keys: Sequence[Field], left: Sequence[Expr], right: Sequence[Expr]) -> Expr:
    """Whether two sets of keys are equal."""
    pairs = zip(keys, left, right, strict=True)
    return And(tuple(Infix("=", filled(one, a), filled(one, b)) for one, a, b in pairs))


def kept(one: Field, value: Expr) -> Expr:
    """A key as it is kept: an empty text is blank."""
    return Call("nullif", (value, Lit(""))) if type_of(one) == "text" else value
