-- Runs of rules: queued in the transaction that set them off, one step after another with a checkpoint.

create table sys_rule_version (
    rule text not null,
    digest text not null,
    body jsonb not null,
    primary key (rule, digest)
);

create table sys_rule_run (
    id bigint generated always as identity primary key,
    rule text not null,
    digest text not null,
    form text not null,
    record uuid not null,
    event jsonb not null default '{}',
    once text,
    chain uuid not null,
    depth integer not null,
    parent bigint,
    by_member uuid,
    timing text not null,
    state text not null check (state in ('queued', 'running', 'done', 'failed', 'skipped', 'cancelled')),
    reason jsonb,
    records integer not null default 1,
    attempts integer not null default 0,
    run_at timestamptz not null default clock_timestamp(),
    worker text,
    lease_until timestamptz,
    at timestamptz not null default clock_timestamp(),
    began_at timestamptz,
    done_at timestamptz
);
create unique index on sys_rule_run (rule, once) where once is not null;
create index on sys_rule_run (form, record, id) where state in ('queued', 'running');
create index on sys_rule_run (id) where state = 'queued';
create index on sys_rule_run (chain, rule, id) where state = 'queued';
create index on sys_rule_run (rule) where state = 'running';
create index on sys_rule_run (chain, rule, record);
create index on sys_rule_run (rule, id desc);
create index on sys_rule_run (rule, began_at) where began_at is not null;

create table sys_rule_step (
    run bigint not null references sys_rule_run on delete cascade,
    step integer not null,
    verb text not null,
    effects jsonb not null default '[]',
    writes integer not null default 0,
    at timestamptz not null default clock_timestamp(),
    primary key (run, step)
);

-- What happened to a rule as a whole: paused, and how many runs in a row have failed.
create table sys_rule_state (
    rule text primary key,
    failures integer not null default 0,
    paused_at timestamptz,
    reason jsonb
);
