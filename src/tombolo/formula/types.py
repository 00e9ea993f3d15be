"""The types of the language, and the column types of PostgreSQL they stand in."""

from dataclasses import dataclass
from typing import Literal

Name = Literal[
    "text", "number", "boolean", "date", "moment", "time", "person", "department", "reference",
    "list", "blank",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Type:
    """A type: `of` is a list's item type; `form` the form (`crm.customer`) a reference points at."""

    name: Name
    of: "Type | None" = None
    form: str = ""


TEXT = Type("text")
NUMBER = Type("number")
BOOLEAN = Type("boolean")
DATE = Type("date")
MOMENT = Type("moment")
TIME = Type("time")
PERSON = Type("person")
DEPARTMENT = Type("department")
BLANK = Type("blank")


def reference(form: str) -> Type:
    """A link to a record of `form` (`crm.customer`)."""
    return Type("reference", form=form)


def list_of(item: Type) -> Type:
    """A list of `item`."""
    return Type("list", of=item)


_COLUMN: dict[Name, str] = {
    "text": "text", "number": "numeric", "boolean": "boolean", "date": "date",
    "moment": "timestamptz", "time": "time", "person": "uuid", "department": "uuid",
    "reference": "uuid", "blank": "text",
}  # fmt: skip


def column_type(of: Type) -> str:
    """The PostgreSQL type a value of the language has, `numeric` or `text[]` for instance."""
    if of.name == "list":
        return (column_type(of.of) if of.of else "text") + "[]"
    return _COLUMN[of.name]
