"""The fields that every form has, and the tables of people that forms point at."""

from tombolo.schema.field import Field
from tombolo.schema.kinds.department import Department
from tombolo.schema.kinds.member import Member
from tombolo.schema.kinds.moment import Moment
from tombolo.schema.label import Label

# Stored in every table of a form beside the fields below; never addressed by a path.
ID = "id"
VERSION = "version"
TITLE = "record_title"
SEARCH = "record_search"
DELETED_AT = "deleted_at"
DELETED_BY = "deleted_by"
FLOW_STATE = "flow_state"  # of forms that a flow names, see flowed.py

SYSTEM_FIELDS: tuple[Field, ...] = (
    Field("created_at", Label("创建时间", "Created"), Moment(), system=True),
    Field("created_by", Label("创建人", "Created by"), Member(), system=True),
    Field("updated_at", Label("更新时间", "Changed"), Moment(), system=True),
    Field("updated_by", Label("更新人", "Changed by"), Member(), system=True),
    Field("owner", Label("负责人", "Owner"), Member(), system=True, default="ME()"),
    Field(
        "owner_department",
        Label("归属部门", "Department"),
        Department(),
        system=True,
        default="owner.department",
    ),
)
UNTOLD = frozenset({"updated_at", "updated_by"})  # they move with every save, and nobody is told
WRITABLE_SYSTEM = frozenset({"owner"})


def writable(one: Field) -> bool:
    """Whether anybody may write it: of the system's fields few, and what is said with a stage."""
    return not one.system or one.key in WRITABLE_SYSTEM or one.asked


RECORD = "record"  # in an expression the record itself, in lines the record they belong to
ITSELF = Label("本条数据", "This record")
RESERVED_KEYS = frozenset({
    *(field.key for field in SYSTEM_FIELDS), ID, VERSION, TITLE, SEARCH, DELETED_AT, DELETED_BY,
    RECORD, "position", FLOW_STATE,
})  # fmt: skip
RESERVED_APPS = frozenset({"sys", "pg", "tombolo"})

PEOPLE = {"sys.member": "sys_member", "sys.department": "sys_department"}
