"""People: who acts, who belongs to the house, how it is ordered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

Label = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does this, with everything rights may ask about. Loaded once per request.

    `department` is the first one; `departments` are all of them with everything under them.
    """

    id: UUID
    name: str
    login: str
    is_admin: bool = False
    roles: frozenset[str] = frozenset()
    department: UUID | None = None
    departments: frozenset[UUID] = frozenset()
    department_names: frozenset[str] = frozenset()  # of all of them, as grants name departments
    email: str = ""
    language: str = "zh"
    must_change_password: bool = False
    second_step: bool = False
    must_add_second_step: bool = False  # the company demands one, and there is none yet
    address: str = ""  # where the request came from; "" in jobs and at the command line
    scopes: frozenset[str] | None = None  # of an API key; None: everything the person may

    def narrowed(self, scopes: frozenset[str] | None) -> "Actor":
        """Under an API key: what its scopes leave; None is no key."""
        if scopes is None:
            return self
        return replace(self, scopes=scopes, is_admin=self.is_admin and "admin" in scopes)

    @property
    def facts(self) -> Mapping[str, object]:
        """What ME() knows: the keys of formula's `my`."""
        return {
            "department": self.department,
            "departments": sorted(self.departments),
            "roles": sorted(self.roles),
        }


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the house. `department` is the first one and stands in `departments` too."""

    id: UUID
    name: str
    login: str
    email: str | None = None
    language: str = "zh"
    avatar_file: UUID | None = None
    active: bool = True
    department: UUID | None = None
    departments: tuple[UUID, ...] = ()
    roles: tuple[str, ...] = ()
    is_admin: bool = False
    created_at: datetime | None = None
    second_step: bool = False  # read only: it is set up by the person


@dataclass(frozen=True, slots=True)
class Department:
    id: UUID
    name: str
    parent: UUID | None = None
    head: UUID | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    key: str
    label: Label
