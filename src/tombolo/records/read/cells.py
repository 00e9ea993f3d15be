"""How a value of a page or a record goes into JSON: links with their titles, files with their names."""

from tombolo.pg.tree import (
    And,
    AnyOf,
    Call,
    Case,
    Cast,
    Col,
    Expr,
    Infix,
    IsNull,
    Lit,
    Order,
    Out,
    Scalar,
    Select,
    Star,
    Table,
)
from tombolo.records.read.guard import GuardedFrame, allowed
from tombolo.schema.field import Field
from tombolo.schema.frame import TableFrame
from tombolo.schema.kinds.shape import Kind
from tombolo.schema.paths import Spot, resolve
from tombolo.schema.stand_in import kind_of
from tombolo.schema.system import ID, PEOPLE

FILES = "sys.file"


def cell(spot: Spot, frame: GuardedFrame) -> Expr:
    """The value of `spot` as JSON-ready SQL, seen from `frame`."""
    owner: TableFrame = frame
    for step in spot.path[:-1]:
        owner = owner.through(step)
    assert isinstance(owner, GuardedFrame)
    return value_cell(spot.kind, spot.path[-1], owner)


def value_cell(kind: Kind, key: str, owner: GuardedFrame) -> Expr:
    """The value of a field of `owner`'s row as JSON-ready SQL."""
    if kind.rows:
        return _row_count(key, owner)
    target = kind.points_to()
    if target == FILES:
        return _files(owner.own(key), owner)
    if target and target not in PEOPLE:
        if kind.many:
            return _titles(target, owner.own(key), owner)
        return _title(target, key, owner)
    if kind.column == "jsonb":
        return owner.raw(key)
    return kind.out(owner.own(key))


def _title(target: str, key: str, owner: GuardedFrame) -> Expr:
    """{"id", "title"} of a linked record; the title is null where it may not be read."""
    value = owner.own(key)
    if key == ID:
        title: Expr = owner.column("record_title")
    elif owner.computed(key):
        one = Col(alias := owner.joins.alias(), "id")
        title = Scalar(
            _behind(target, alias, Infix("=", one, value), owner, Col(alias, "record_title"))
        )
    else:
        title = owner.through(key).column("record_title")
    shown = Call("json_build_object", (Lit("id"), value, Lit("title"), title))
    return Case(((IsNull(value, negated=True), shown),))


def _titles(target: str, value: Expr, owner: GuardedFrame) -> Expr:
    """A list of {"id", "title"}."""
    alias = owner.joins.alias()
    pair = Call(
        "json_build_object",
        (Lit("id"), Col(alias, "id"), Lit("title"), Col(alias, "record_title")),
    )
    order = (Order(Call("array_position", (value, Col(alias, "id")))),)
    listed = Call("json_agg", (pair,), order=order)
    return Scalar(_behind(target, alias, AnyOf(Col(alias, "id"), value), owner, listed))


def _behind(target: str, alias: str, on: Expr, owner: GuardedFrame, out: Expr) -> Select:
    """A sub-select over a linked form, narrowed to what may be read there."""
    inside = owner.again(target, alias, ("", alias))
    inside.joins = owner.joins.inner()
    limits = allowed(owner.grants, target, inside) if owner.grants else ()
    source = Table(owner.catalog.form(target).table, alias)
    return Select(
        (Out(out, "v"),), source, joins=tuple(inside.joins.made), where=And((on, *limits))
    )


def _files(value: Expr, owner: GuardedFrame) -> Expr:
    """A list of {"id", "name", "size", "type", "thumb"}."""
    alias = owner.joins.alias()
    parts = tuple(
        part
        for name in ("id", "name", "size", "type", "thumb")
        for part in (Lit(name), Col(alias, name))
    )
    order = (Order(Call("array_position", (value, Col(alias, "id")))),)
    listed = Call("json_agg", (Call("json_build_object", parts),), order=order)
    where = AnyOf(Col(alias, "id"), value)
    return Scalar(Select((Out(listed, "v"),), Table("sys_file", alias), where=where))


def _row_count(key: str, owner: GuardedFrame) -> Expr:
    """How many lines a record has."""
    inside, source, on = owner.rows_of(key)
    del inside
    return Scalar(Select((Out(Call("count", (Star(),)), "v"),), source, where=And(on)))


def lines_cell(lines: Field, owner: GuardedFrame, seen: tuple[Field, ...]) -> Expr:
    """The whole rows of a lines field as a list of objects, in their order."""
    inside, source, on = owner.rows_of(lines.key)
    assert isinstance(inside, GuardedFrame)
    row = Call(
        "json_build_object",
        tuple(
            part
            for name, value in (
                ("id", Col(inside.alias, "id")),
                *((one.key, _line_value(one, inside)) for one in seen),
            )
            for part in (Lit(name), value)
        ),
    )
    listed = Call(
        "json_agg",
        (row,),
        order=(Order(Col(inside.alias, "position")), Order(Col(inside.alias, "id"))),
    )
    select = Select((Out(listed, "v"),), source, joins=tuple(inside.joins.made), where=And(on))
    return Call("coalesce", (Scalar(select), Cast(Lit("[]"), "json")))


def _line_value(one: Field, inside: GuardedFrame) -> Expr:
    if one.kind.looks_at():
        *links, last = one.kind.looks_at().split(".")
        owner: TableFrame = inside
        for step in links:
            owner = owner.through(step)
        assert isinstance(owner, GuardedFrame)
        return (
            value_cell(kind_at(owner, last), last, owner)
            if owner.form not in PEOPLE
            else owner.own(last)
        )
    return value_cell(kind_at(inside, one.key), one.key, inside)


def kind_at(owner: TableFrame, key: str) -> Kind:
    """What a field of `owner`'s row behaves like: a formula like what it computes."""
    found = owner.field(key)
    assert found is not None
    if found.kind.looks_at() and not owner.lines:
        spot = resolve(owner.catalog, owner.form, key)
        return spot.kind if spot else found.kind
    computed = owner.computed(key)
    return kind_of(found, computed.type) if computed else found.kind
