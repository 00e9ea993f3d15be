"""An app: forms under one name, and how they are found."""

from dataclasses import dataclass

from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class NavItem:
    """A form or a balance in the navigation, or a group of them."""

    label: Label
    form: str = ""  # "crm.customer"; "" for a group
    items: tuple["NavItem", ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    key: str
    label: Label


@dataclass(frozen=True, slots=True)
class App:
    """`shown_to` names the roles that find the app in their rail; without it everybody does who may
    read something of it. It hides a menu and grants nothing.
    """

    key: str
    label: Label
    icon: str = ""
    color: str = ""
    nav: tuple[NavItem, ...] = ()
    roles: tuple[Role, ...] = ()
    shown_to: tuple[str, ...] = ()
    version: str = ""
