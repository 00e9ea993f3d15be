"""Making a workspace: database, two roles, schema. The only work done as an administrator."""

from collections.abc import Mapping
from dataclasses import replace

import asyncpg

from tombolo.pg import faults, quote
from tombolo.pg.pool import Limits, Place, Row

LEAST_VERSION = 160000


async def prepare(place: Place, limits: Limits | None = None) -> Place:
    """Roles and schema made or corrected; running it again changes nothing. Returns how to come in.

    Where the user may not create roles, one role does everything and `roles` says "one".
    """
    limits = limits or Limits()
    try:
        connection = await asyncpg.connect(place.dsn, timeout=limits.acquire)
        try:
            async with connection.transaction():
                # Roles belong to the whole server: two databases of it must not make them at once.
                await connection.execute("select pg_advisory_xact_lock(7203118)")
                place = await _rights(connection, place)
                await _make(connection, place, limits)
        finally:
            await connection.close()
    except faults.DRIVER as error:
        raise faults.fault(error) from error
    return place


async def _rights(connection: "asyncpg.Connection[Row]", place: Place) -> Place:
    if place.roles == "one":
        return place
    may = await connection.fetchval(
        "select rolsuper or rolcreaterole from pg_roles where rolname = current_user"
    )
    return place if may else replace(place, roles="one")


async def _make(connection: "asyncpg.Connection[Row]", place: Place, limits: Limits) -> None:
    schema, owner, app = (quote.name(n) for n in (place.schema, place.owner, place.app))
    if place.roles == "one":
        await connection.execute(f"create schema if not exists {schema}")
        return
    login = "login" if place.roles == "login" else "nologin"
    await _role(connection, place.owner, login, {})
    await _role(connection, place.app, login, _settings(place, limits))
    if place.roles == "set":
        await connection.execute(f"grant {owner}, {app} to current_user")
    await connection.execute(f"create schema if not exists {schema} authorization {owner}")
    await connection.execute(f"grant usage on schema {schema} to {app}")
    default = f"alter default privileges for role {owner} in schema {schema}"
    await connection.execute(f"{default} grant select, insert, update, delete on tables to {app}")
    await connection.execute(f"{default} grant usage, select, update on sequences to {app}")


def _settings(place: Place, limits: Limits) -> Mapping[str, str]:
    return {
        "search_path": place.schema,
        "statement_timeout": limits.statement,
        "lock_timeout": limits.lock,
        "idle_in_transaction_session_timeout": limits.idle,
    }


async def _role(
    connection: "asyncpg.Connection[Row]", role: str, login: str, settings: Mapping[str, str]
) -> None:
    name = quote.name(role)
    if not await connection.fetchval("select true from pg_roles where rolname = $1", role):
        await connection.execute(f"create role {name} {login} nosuperuser nocreatedb nocreaterole")
    for key, value in settings.items():
        await connection.execute(
            f"alter role {name} set {quote.name(key)} = {quote.literal(value)}"
        )


async def create_database(server: Place, name: str, *, template: str = "") -> Place:
    """A new database on the server if it is not there yet, perhaps a copy of a template."""
    try:
        connection = await asyncpg.connect(server.database("postgres").dsn)
        try:
            there = await connection.fetchval(
                "select true from pg_database where datname = $1", name
            )
            if not there:
                tail = f" template {quote.name(template)}" if template else ""
                await connection.execute(f"create database {quote.name(name)}{tail}")
        finally:
            await connection.close()
    except faults.DRIVER as error:
        raise faults.fault(error) from error
    return server.database(name)


async def drop_database(server: Place, name: str) -> None:
    """The database is gone, whoever was connected to it."""
    connection = await asyncpg.connect(server.database("postgres").dsn)
    try:
        await connection.execute(f"drop database if exists {quote.name(name)} with (force)")
    finally:
        await connection.close()
