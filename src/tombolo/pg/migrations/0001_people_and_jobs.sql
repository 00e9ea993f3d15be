-- Settings, people, sessions, keys, security events, jobs; the bigrams that search stands on.

create table sys_setting (
    key text primary key,
    value jsonb not null
);

create table sys_department (
    id uuid primary key,
    name text not null check (name <> ''),
    parent uuid references sys_department deferrable initially deferred,
    head uuid,
    position integer not null default 0,
    check (parent <> id)
);
create index on sys_department (parent);

create table sys_member (
    id uuid primary key,
    name text not null check (name <> ''),
    login text not null check (login <> ''),
    email text,
    password_hash text,
    password_changed_at timestamptz,
    must_change_password boolean not null default false,
    language text not null default 'zh' check (language in ('zh', 'en')),
    avatar_file uuid,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    department uuid references sys_department,
    is_admin boolean not null default false
);
create unique index sys_member_login on sys_member (lower(login));
create index on sys_member (department);

alter table sys_department
    add constraint sys_department_head foreign key (head) references sys_member
    deferrable initially deferred;
create index on sys_department (head);

create table sys_member_department (
    member uuid not null references sys_member on delete cascade,
    department uuid not null references sys_department on delete cascade,
    primary key (member, department)
);
create index on sys_member_department (department);

create table sys_role (
    key text primary key check (key ~ '^[a-z][a-z0-9_]*$'),
    label jsonb not null
);

create table sys_member_role (
    member uuid not null references sys_member on delete cascade,
    role text not null references sys_role on delete cascade,
    primary key (member, role)
);
create index on sys_member_role (role);

create table sys_session (
    token_hash bytea primary key,
    id uuid not null unique,
    member uuid not null references sys_member on delete cascade,
    created_at timestamptz not null,
    last_seen timestamptz not null,
    expires_at timestamptz not null,
    agent text not null default '',
    address text not null default ''
);
create index on sys_session (member);
create index on sys_session (expires_at);

create table sys_api_key (
    id uuid primary key,
    name text not null check (name <> ''),
    token_hash bytea not null unique,
    member uuid not null references sys_member on delete cascade,
    scopes text[] not null default '{}',
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used timestamptz
);
create index on sys_api_key (member);

create table sys_sign_in_attempt (
    login text not null,
    address text not null,
    failures integer not null,
    last_at timestamptz not null,
    not_before timestamptz not null,
    primary key (login, address)
);
create index on sys_sign_in_attempt (last_at);

create table sys_security_event (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    kind text not null,
    member uuid,
    address text not null default '',
    detail jsonb not null default '{}'
);
create index on sys_security_event (at);
create index on sys_security_event (member, at);

create table sys_job (
    id uuid primary key,
    kind text not null,
    body jsonb not null,
    unique_key text,
    priority smallint not null default 0,
    run_at timestamptz not null,
    created_at timestamptz not null default clock_timestamp(),
    attempts integer not null default 0,
    max_attempts integer not null default 5,
    lease_until timestamptz,
    worker text,
    state text not null default 'waiting'
        check (state in ('waiting', 'running', 'done', 'dead', 'cancelled')),
    error text,
    done_at timestamptz,
    progress jsonb
);
create unique index sys_job_unique_key on sys_job (kind, unique_key)
    where unique_key is not null and state in ('waiting', 'running');
create index sys_job_next on sys_job (priority desc, run_at, id) where state = 'waiting';
create index sys_job_lease on sys_job (lease_until) where state = 'running';
create index sys_job_done on sys_job (done_at) where done_at is not null;

-- Distinct pairs of neighbouring characters, lower-cased: an index over them finds 2-character terms.
create function bigrams(text) returns text[]
    language sql immutable strict parallel safe
    return coalesce(
        (select array_agg(distinct substr(lower($1), i, 2))
         from generate_series(1, length($1) - 1) as i),
        '{}'::text[]
    );

-- What happened stays: the app writes security events and cannot take them back.
do $$
begin
    if exists (select from pg_roles where rolname = current_schema() || '_app')
        and current_user = current_schema() || '_owner'
    then
        execute format(
            'revoke update, delete on sys_security_event, sys_migration from %I',
            current_schema() || '_app'
        );
        execute format('revoke insert on sys_migration from %I', current_schema() || '_app');
    end if;
end
$$;
