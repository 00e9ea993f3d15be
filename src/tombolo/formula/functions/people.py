"""People: who is signed in."""

from tombolo.formula.functions.function import Function, text
from tombolo.formula.sql import Site
from tombolo.formula.types import BOOLEAN, PERSON
from tombolo.pg.tree import AnyOf, Expr


def _has_role(args: tuple[Expr, ...], site: Site) -> Expr:
    return AnyOf(args[0], site.frame.my("roles"))


PEOPLE = (
    Function("ME", "people", (), PERSON, None, "当前成员；ME().department、ME().departments、ME().roles、ME().name、ME().email", "The signed-in person; ME().department, .departments, .roles, .name, .email",
             (("ME() = ME()", "TRUE"), ("ME().name", "王小明"), ('"sales" IN ME().roles', "TRUE")), special="me", live="person"),
    Function("HASROLE", "people", (text("role"),), BOOLEAN, _has_role, "当前成员是否有此角色", "Whether the signed-in person has the role", (('HASROLE("sales")', "TRUE"), ('HASROLE("boss")', "FALSE")), live="person"),
)  # fmt: skip
