"""What the database really has: for doctor and for tests that compare it with the catalog."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tombolo.pg import named
from tombolo.pg.pool import ReadTx

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str  # as PostgreSQL writes it: numeric, timestamp with time zone, text[]
    required: bool
    default: str | None
    generated: bool


@dataclass(frozen=True, slots=True)
class Index:
    name: str
    definition: str
    unique: bool
    valid: bool


@dataclass(frozen=True, slots=True)
class Constraint:
    name: str
    kind: str  # c check, f foreign key, p primary key, u unique, n not null, x exclusion
    definition: str
    valid: bool


@dataclass(frozen=True, slots=True)
class RealTable:
    name: str
    columns: tuple[Column, ...]
    indexes: tuple[Index, ...]
    constraints: tuple[Constraint, ...]
    rows: int  # the planner's estimate; -1 when never analysed

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


async def columns(tx: ReadTx) -> frozenset[tuple[str, str]]:
    """Every (table, column) of the workspace's schema."""
    rows = await tx.rows(_SQL["columns"])
    return frozenset((row["table_name"], row["name"]) for row in rows)


async def tables(tx: ReadTx) -> Mapping[str, RealTable]:
    """Every table of the workspace's schema, the system's own included."""
    columns = await tx.rows(_SQL["columns"])
    indexes = await tx.rows(_SQL["indexes"])
    constraints = await tx.rows(_SQL["constraints"])
    return {
        table["name"]: RealTable(
            name=table["name"],
            rows=table["rows"],
            columns=tuple(
                Column(c["name"], c["type"], c["required"], c["preset"], c["generated"])
                for c in columns
                if c["table_name"] == table["name"]
            ),
            indexes=tuple(
                Index(i["name"], i["definition"], i["is_unique"], i["valid"])
                for i in indexes
                if i["table_name"] == table["name"]
            ),
            constraints=tuple(
                Constraint(c["name"], c["kind"], c["definition"], c["valid"])
                for c in constraints
                if c["table_name"] == table["name"]
            ),
        )
        for table in await tx.rows(_SQL["tables"])
    }


@dataclass(frozen=True, slots=True)
class Health:
    """What doctor wants to know about the server."""

    version: str
    number: int
    user: str
    superuser: bool
    checksums: bool
    fsync: bool
    synchronous_commit: str
    encoding: str
    size: int  # bytes of this database
    connections: int
    max_connections: int
    now: datetime


async def health(tx: ReadTx) -> Health:
    """The server's answers in one row."""
    row = await tx.row(_SQL["health"])
    assert row is not None
    return Health(**dict(row.items()))


async def dead_jobs(tx: ReadTx) -> int:
    """Jobs that gave up."""
    return await tx.value(_SQL["dead_jobs"])


async def index_state(tx: ReadTx, name: str) -> bool | None:
    """Whether the index is valid; None when there is none of this name."""
    return await tx.value(_SQL["index_state"], name)


async def index_progress(tx: ReadTx) -> tuple[int, int] | None:
    """How far the server is with an index of ours; None when it does not say."""
    row = await tx.row(_SQL["index_progress"])
    return (int(row["done"]), int(row["total"])) if row else None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Things whose names begin as no definition's can."""

    columns: tuple[tuple[str, str], ...]
    indexes: tuple[str, ...]
    functions: tuple[str, ...]


async def hidden(tx: ReadTx, prefix: str) -> Hidden:
    """Everything of the workspace whose name begins so."""
    columns = await tx.rows(_SQL["hidden_columns"], prefix)
    return Hidden(
        tuple((row["table_name"], row["name"]) for row in columns),
        tuple(row["name"] for row in await tx.rows(_SQL["hidden_indexes"], prefix)),
        tuple(row["name"] for row in await tx.rows(_SQL["hidden_functions"], prefix)),
    )
