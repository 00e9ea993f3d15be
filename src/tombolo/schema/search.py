"""What a record is found by: its title and its searchable fields, as one text column."""

from collections.abc import Callable

from tombolo.pg.tree import Call, Expr, Lit
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field


def searchable(card: FormCard) -> tuple[Field, ...]:
    """The fields that search looks into."""
    return tuple(one for one in card.form.fields if one.kind.searchable and one.kind.column)


def search_text(card: FormCard, value: Callable[[str], Expr], title: Expr) -> Expr:
    """The text of record_search; `value` gives a field's SQL."""
    parts = tuple(value(one.key) for one in searchable(card))
    return Call("search_fold", (Call("concat_ws", (Lit(" "), title, *parts)),))
