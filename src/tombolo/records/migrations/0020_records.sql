-- Rows beside the rows: history, outbox, serial numbers, files, comments, views of people.

create table sys_history (
    id bigint generated always as identity primary key,
    form text not null,
    record uuid not null,
    at timestamptz not null,
    by_member uuid,
    act text not null,
    changes jsonb not null
);
create index on sys_history (form, record, id desc);

-- Facts, written with the change they tell of and sent on after the commit.
create table sys_outbox (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    form text not null,
    record uuid not null,
    act text not null,
    by_member uuid,
    detail jsonb not null default '{}'
);

create table sys_serial (
    form text not null,
    field text not null,
    series text not null,
    last bigint not null,
    primary key (form, field, series)
);

-- A file of the content store: `sha256` names the bytes, any number of rows may share them.
create table sys_file (
    id uuid primary key,
    sha256 text not null,
    name text not null,
    size bigint not null,
    type text not null,
    thumb boolean not null default false,
    uploaded_by uuid references sys_member,
    uploaded_at timestamptz not null
);
create index on sys_file (sha256);

create table sys_comment (
    id uuid primary key,
    form text not null,
    record uuid not null,
    at timestamptz not null,
    by_member uuid not null references sys_member,
    text text not null,
    mentions uuid[] not null default '{}'
);
create index on sys_comment (form, record, id desc);

create table sys_view (
    id uuid primary key,
    form text not null,
    owner uuid references sys_member on delete cascade,
    shared boolean not null default false,
    position integer not null default 0,
    body jsonb not null
);
create index on sys_view (form, owner);

-- What a person looked at last, for the workbench.
create table sys_recent (
    member uuid not null references sys_member on delete cascade,
    form text not null,
    record uuid not null,
    at timestamptz not null,
    primary key (member, form, record)
);
create index on sys_recent (member, at desc);

-- These departments and all below them.
create function departments_under(uuid[]) returns uuid[]
    language sql stable as $$
        with recursive under as (
            select id from sys_department where id = any ($1)
            union
            select d.id from sys_department d join under on d.parent = under.id
        )
        select coalesce(array_agg(id), '{}') from under
    $$;
