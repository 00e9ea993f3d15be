"""What moved: rows as they were and as they are, for everything that follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tombolo.schema.kinds.shape import Plain


@dataclass(frozen=True, slots=True)
class Move:
    """One row of `form` (or of its `lines`), `before` and `after`; None: it was or is not there.

    A record in the recycle bin is not there, and neither are its lines. The values are those of
    columns, hidden ones too; blanks may be left out. `record` is the row's record: its own id for
    a record, that of the record around for a row of lines. `again`: it came out of the bin.
    """

    form: str
    lines: str
    id: str
    record: str
    before: Mapping[str, Plain] | None
    after: Mapping[str, Plain] | None
    again: bool = False

    def moved(self, key: str) -> bool:
        """Whether a value differs; of a row that came or went every value does."""
        if self.before is None or self.after is None:
            return True
        return self.before.get(key) != self.after.get(key)
