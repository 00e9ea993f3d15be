-- Changes of definitions that touch large tables: what was asked for, and how far it is. A change is
-- prepared beside the tables in use, applied in one short transaction, and finished behind it.

create table sys_definition_change (
    id uuid primary key,
    base bigint not null,  -- the version it was planned from
    version bigint,  -- the version it made
    by_member uuid,
    note text not null default '',
    zone text not null,
    sources json not null,  -- {path: {text, data} or null}, as they were asked for
    tables text[] not null,  -- the large tables, by their names after the change
    state text not null check (
        state in ('waiting', 'preparing', 'finishing', 'done', 'refused', 'cancelled')
    ),
    stop boolean not null default false,  -- somebody asked to leave off
    problems jsonb,
    at timestamptz not null default clock_timestamp(),
    ended_at timestamptz
);

-- At most one is underway.
create unique index sys_definition_change_open on sys_definition_change ((true))
    where state in ('waiting', 'preparing', 'finishing');

-- Its long pieces, in the order in which they are done; `last` is how far the batches are.
create table sys_definition_change_piece (
    change uuid not null references sys_definition_change,
    number integer not null,
    phase text not null check (phase in ('before', 'after')),
    what text not null,
    form text not null,
    lines text not null default '',
    table_name text not null,
    names text[] not null default '{}',  -- fields, or the index
    done bigint not null default 0,
    total bigint not null default 0,
    last uuid,
    ended boolean not null default false,
    primary key (change, number)
);
