"""A field of a form or of its lines."""

from dataclasses import dataclass

from tombolo.schema.kinds.shape import Kind
from tombolo.schema.label import NO_LABEL, Label


@dataclass(frozen=True, slots=True)
class Check:
    """`need` must hold, else the save is refused with `say` shown at the field `at`."""

    need: str
    say: Label = NO_LABEL
    at: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """`key` stays, the label changes freely. `fields` are the columns of lines."""

    key: str
    label: Label
    kind: Kind
    required: bool = False
    unique: bool = False
    default: str = ""  # an expression; copied once, may be overwritten
    checks: tuple[Check, ...] = ()
    help: Label = NO_LABEL
    fields: tuple["Field", ...] = ()
    required_when: str = ""  # expressions in the field's own scope: of the row, in lines
    visible_when: str = ""
    readonly_when: str = ""
    was: str = ""  # the key before a rename
    system: bool = False
    # The default is taken at the moment this becomes true, not when the record is made.
    default_when: str = ""
    beside: str = ""  # the stage that it comes with, and is seen and written as
    asked: bool = False  # of such a field: a person writes it with the stage
    hidden: bool = False  # a column of our own beside the fields: nobody meets it by name

    def column(self, key: str) -> "Field | None":
        """The column `key` of these lines."""
        return next((field for field in self.fields if field.key == key), None)
