"""The six faults a caller can be told, each with a stable code, a place and a hint."""

from collections.abc import Mapping, Sequence

from tombolo.base.problems import Problem


class Fault(Exception):
    """Something a caller can be told. Raise a kind below, never this.

    `code` names a message in words.py; `values` fill its blanks; `place` is a path
    (`lines[2].qty`, `crm/forms/customer.yaml:12`); `problems` list every single finding.
    """

    def __init__(
        self,
        code: str,
        *,
        place: str = "",
        values: Mapping[str, object] | None = None,
        problems: Sequence[Problem] = (),
        because: Sequence[str] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.values: Mapping[str, object] = values or {}
        self.problems = tuple(problems)
        self.because = tuple(because)
        self.more: Mapping[str, object] = {}  # what the answer carries beside the words


class Invalid(Fault):
    """What was sent is wrong; `problems` say where."""


class Denied(Fault):
    """The actor may not; `because` holds the reasons (message codes or grant names)."""


class Missing(Fault):
    """There is no such thing for this actor; hidden things answer the same."""


class Conflict(Fault):
    """Somebody else was faster, or a unique rule is hit."""


class Busy(Fault):
    """Try again: a lock, a time limit, a restart of the database."""


class Broken(Fault):
    """Ours. Logged with its cause; the caller gets a number to quote."""
