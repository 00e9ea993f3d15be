"""SQL as frozen values. Only printer.py turns them into text; values are always parameters.

Names (tables, columns, functions, types, operators) come from the catalog or from literals in our
code, never from input; the printer quotes identifiers and checks function names, types and
operators against patterns.
"""

from dataclasses import dataclass
from typing import Literal as OneOf


@dataclass(frozen=True, slots=True)
class Col:
    """A column of a source in scope: "table"."name"."""

    table: str
    name: str


@dataclass(frozen=True, slots=True)
class Param:
    """A bound value, printed as $n::type. `type` is a PostgreSQL type name (`numeric`, `text[]`)."""

    value: object
    type: str


@dataclass(frozen=True, slots=True)
class Lit:
    """A constant of our own: None, bool, int or a short str; never anything a user typed."""

    value: bool | int | str | None


@dataclass(frozen=True, slots=True)
class Call:
    """A function or aggregate. `where` prints as FILTER, `order` inside the parentheses."""

    name: str
    args: "tuple[Expr, ...]" = ()
    distinct: bool = False
    order: "tuple[Order, ...]" = ()
    where: "Expr | None" = None


@dataclass(frozen=True, slots=True)
class Star:
    """The * of count(*)."""


@dataclass(frozen=True, slots=True)
class Infix:
    """left op right. `op` is one of printer.OPERATORS."""

    op: str
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class Not:
    expr: "Expr"


@dataclass(frozen=True, slots=True)
class Neg:
    expr: "Expr"


@dataclass(frozen=True, slots=True)
class IsNull:
    expr: "Expr"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All hold; And(()) is TRUE."""

    items: "tuple[Expr, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """One holds; Or(()) is FALSE."""

    items: "tuple[Expr, ...]"


@dataclass(frozen=True, slots=True)
class Cast:
    expr: "Expr"
    type: str


@dataclass(frozen=True, slots=True)
class Case:
    """CASE WHEN a THEN b … ELSE c END."""

    whens: "tuple[tuple[Expr, Expr], ...]"
    otherwise: "Expr | None" = None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """expr = ANY (array)."""

    expr: "Expr"
    array: "Expr"


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """ARRAY[…]::type, for instance type `text[]`."""

    items: "tuple[Expr, ...]"
    type: str


@dataclass(frozen=True, slots=True)
class At:
    """array[place], from 1; NULL outside."""

    array: "Expr"
    place: "Expr"


@dataclass(frozen=True, slots=True)
class Scalar:
    """(SELECT …) as a value."""

    select: "Select"


@dataclass(frozen=True, slots=True)
class Exists:
    select: "Select"


@dataclass(frozen=True, slots=True)
class Over:
    """A window: call OVER (PARTITION BY … ORDER BY …)."""

    call: Call
    partition: "tuple[Expr, ...]" = ()
    order: "tuple[Order, ...]" = ()


Expr = (
    Col
    | Param
    | Lit
    | Call
    | Star
    | Infix
    | Not
    | Neg
    | IsNull
    | And
    | Or
    | Cast
    | Case
    | AnyOf
    | ArrayOf
    | At
    | Scalar
    | Exists
    | Over
)


@dataclass(frozen=True, slots=True)
class Order:
    expr: Expr
    descending: bool = False
    nulls_last: bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the workspace's schema (the connection's search_path), under an alias."""

    name: str
    alias: str


@dataclass(frozen=True, slots=True)
class Sub:
    """(SELECT …) alias."""

    select: "Select | Union"
    alias: str


@dataclass(frozen=True, slots=True)
class Rowset:
    """JSON array of objects as rows: json_to_recordset($n::json) AS alias(name type, …)."""

    json: Param
    alias: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FromCall:
    """A set-returning call: call AS alias(column, …), with an ordinality column if wanted."""

    call: Call
    alias: str
    columns: tuple[str, ...] = ()
    ordinality: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A WITH query by its name, under an alias."""

    name: str
    alias: str


Source = Table | Sub | Rowset | FromCall | Named


@dataclass(frozen=True, slots=True)
class Join:
    kind: OneOf["join", "left join", "cross join"]
    source: Source
    on: Expr | None = None
    lateral: bool = False


@dataclass(frozen=True, slots=True)
class Out:
    """expr AS name."""

    expr: Expr
    name: str


@dataclass(frozen=True, slots=True)
class With:
    name: str
    query: "Select | Insert | Update | Delete | Union"
    materialized: bool | None = None


@dataclass(frozen=True, slots=True)
class Select:
    columns: tuple[Out, ...]
    source: Source | None = None
    joins: tuple[Join, ...] = ()
    where: Expr | None = None
    group: tuple[Expr, ...] = ()
    having: Expr | None = None
    order: tuple[Order, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None
    distinct: bool = False
    distinct_on: tuple[Expr, ...] = ()
    lock: OneOf["", "for update", "for no key update", "for share", "for key share"] = ""
    lock_of: tuple[str, ...] = ()
    ctes: tuple[With, ...] = ()


@dataclass(frozen=True, slots=True)
class Union:
    """SELECT … UNION ALL SELECT …"""

    parts: tuple[Select, ...]
    order: tuple[Order, ...] = ()
    limit: Expr | None = None


@dataclass(frozen=True, slots=True)
class Insert:
    """INSERT INTO table (columns) SELECT …; `skip_clash` adds ON CONFLICT DO NOTHING."""

    table: str
    columns: tuple[str, ...]
    select: Select
    returning: tuple[Out, ...] = ()
    skip_clash: bool = False
    ctes: tuple[With, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """UPDATE table AS alias SET … FROM source WHERE …"""

    table: str
    alias: str
    sets: tuple[tuple[str, Expr], ...]
    source: Source | None = None
    joins: tuple[Join, ...] = ()
    where: Expr | None = None
    returning: tuple[Out, ...] = ()
    ctes: tuple[With, ...] = ()


@dataclass(frozen=True, slots=True)
class Delete:
    table: str
    alias: str
    using: Source | None = None
    where: Expr | None = None
    returning: tuple[Out, ...] = ()
    ctes: tuple[With, ...] = ()


Statement = Select | Union | Insert | Update | Delete

TRUE = Lit(True)
FALSE = Lit(False)
NULL = Lit(None)
