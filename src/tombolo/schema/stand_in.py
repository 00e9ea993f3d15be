"""Kinds that speak for computed values: how a number or date that a formula made is parsed and shown."""

from collections.abc import Mapping

from tombolo.schema.condition import Type
from tombolo.schema.field import Field
from tombolo.schema.kinds.date import Date
from tombolo.schema.kinds.department import Department
from tombolo.schema.kinds.link import Link
from tombolo.schema.kinds.member import Member
from tombolo.schema.kinds.moment import Moment
from tombolo.schema.kinds.money import Money
from tombolo.schema.kinds.number import Number
from tombolo.schema.kinds.percent import Percent
from tombolo.schema.kinds.shape import Kind
from tombolo.schema.kinds.switch import Switch
from tombolo.schema.kinds.text import Text
from tombolo.schema.kinds.time import Time

_BY_TYPE: Mapping[str, Kind] = {
    "number": Number(scale=12),
    "boolean": Switch(),
    "date": Date(),
    "moment": Moment(),
    "time": Time(),
    "person": Member(),
    "department": Department(),
}
_BY_FORMAT: Mapping[str, Kind] = {"money": Money(scale=12), "percent": Percent(scale=12)}


def kind_of(field: Field, type_: Type) -> Kind:
    """The kind that a field's value behaves like: its own, or that of its computed type."""
    if not field.kind.computed:
        return field.kind
    return field.kind.speaks_as() or _BY_FORMAT.get(field.kind.shown_as()) or of_type(type_)


def of_type(type_: Type) -> Kind:
    """The kind that a value of this type behaves like."""
    if type_.name == "reference":
        return Link(to=type_.form)
    return _BY_TYPE.get(type_.name, Text(max=20_000))
