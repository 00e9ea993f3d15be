"""Refusals of the flow room: a code, and which of the six faults it is."""

from collections.abc import Mapping, Sequence

from tombolo.base.errors import Conflict, Denied, Fault, Invalid, Missing
from tombolo.base.problems import Problem

_KINDS: Mapping[str, type[Fault]] = {
    "not_assignee": Denied,
    "not_allowed": Denied,
    "locked": Denied,
    "self_approval": Denied,
    "closed": Conflict,
    "state": Conflict,
    "already_in_node": Conflict,
    "nested": Conflict,
    "stale": Conflict,
    "ambiguous": Conflict,
    "target_invalid": Conflict,
    "target_self": Conflict,
    "target_ambiguous": Conflict,
    "limit": Conflict,
    "open_already": Conflict,
    "too_often": Conflict,
    "opinion_required": Invalid,
    "opinion_long": Invalid,
    "signature_required": Invalid,
    "signature_unusable": Invalid,
    "field_required": Invalid,
    "check": Invalid,
    "key_reuse": Invalid,
    "inactive": Invalid,
    "self": Invalid,
    "no_department": Invalid,
    "choose_people": Invalid,
    "not_found": Missing,
}


def refuse(code: str, *, problems: Sequence[Problem] = (), **values: object) -> Fault:
    """The fault to raise for `code`; its message is `flow.<code>`."""
    return _KINDS[code](f"flow.{code}", values=values, problems=problems)
