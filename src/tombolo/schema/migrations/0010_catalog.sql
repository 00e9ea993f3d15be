-- Definitions: every file of every version, and which version is in force.

create table sys_catalog (
    single boolean primary key default true check (single),
    version bigint not null
);
insert into sys_catalog (version) values (0);

create table sys_catalog_version (
    version bigint primary key,
    at timestamptz not null default clock_timestamp(),
    by_member uuid,
    note text not null default '',
    steps jsonb not null default '[]'
);

-- `source` is the YAML as written, comments and order kept; `data` the same for machines; null: removed.
create table sys_definition (
    path text not null,
    version bigint not null references sys_catalog_version,
    source text,
    data jsonb,
    primary key (path, version)
);

-- Writers hold the catalog in place while they write; a change of it waits for them, and they for it.
-- Each statement of this function sees what is committed when it begins.
create function catalog_hold() returns bigint language plpgsql volatile as $$
declare
    found bigint;
begin
    perform pg_advisory_xact_lock_shared(7203120);
    select version into found from sys_catalog;
    return found;
end
$$;

-- How an address reads: its parts one after the other.
create function address_text(jsonb) returns text
    language sql immutable parallel safe
    return concat(
        $1 ->> 'province', $1 ->> 'city', $1 ->> 'district', $1 ->> 'detail', $1 ->> 'text'
    );
