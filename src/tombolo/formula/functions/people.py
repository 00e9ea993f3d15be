"""People: who is signed in."""

# ruff: noqa: ARG005 - a rule of the table takes what all rules take

from tombolo.formula.functions.function import Function, one, text
from tombolo.formula.sql import Site
from tombolo.formula.types import BOOLEAN, PERSON, TEXT
from tombolo.pg.tree import AnyOf, Expr


def _has_role(args: tuple[Expr, ...], site: Site) -> Expr:
    return AnyOf(args[0], site.frame.my("roles"))


PEOPLE = (
    Function("ME", "people", (), PERSON, None, "当前成员；ME().department、ME().departments、ME().roles、ME().name、ME().email、ME().address", "The signed-in person; ME().department, .departments, .roles, .name, .email, .address",
             (("ME() = ME()", "TRUE"), ("ME().name", "王小明"), ('"sales" IN ME().roles', "TRUE")), special="me", live="person"),
    Function("HASROLE", "people", (text("role"),), BOOLEAN, _has_role, "当前成员是否有此角色", "Whether the signed-in person has the role", (('HASROLE("sales")', "TRUE"), ('HASROLE("boss")', "FALSE")), live="person"),
    Function("GETUSERNAME", "people", (), TEXT, lambda args, site: site.frame.my("name"), "当前成员的姓名", "The signed-in person's name", (("GETUSERNAME()", "王小明"),), live="person"),
    Function("IP", "people", (), TEXT, lambda args, site: site.frame.my("address"), "当前成员此刻的网络地址；后台任务里为空", "The network address of the signed-in person; blank in jobs", (("IP()", "192.0.2.7"),), live="person"),
    Function("TEXTUSER", "people", (one("person", "any"), one("part", "any", optional=True)), TEXT, None, '成员的姓名，或 "username" 账号（邮箱）；也可写 owner.name', "A person's name, or with \"username\" the e-mail; owner.name says the same", (("TEXTUSER(owner)", "王小明"), ('TEXTUSER(owner, "name")', "王小明")), special="text_of"),
    Function("TEXTDEPT", "people", (one("department", "any"), one("part", "any", optional=True)), TEXT, None, "部门的名称；也可写 department.name", "A department's name; department.name says the same", (("TEXTDEPT(customer.region)", "华东"),), special="text_of"),
)  # fmt: skip
