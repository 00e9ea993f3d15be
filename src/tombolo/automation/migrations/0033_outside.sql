-- Rules and the world outside: what is kept secret, what was answered.

create table sys_rule_secret (
    name text primary key,
    sealed bytea not null,
    changed_at timestamptz not null default clock_timestamp(),
    by_member uuid
);

alter table sys_rule_step add column output jsonb;

-- A run that waits keeps nobody else of its record waiting.
alter table sys_rule_run drop constraint sys_rule_run_state_check;
alter table sys_rule_run add constraint sys_rule_run_state_check
    check (state in ('queued', 'running', 'waiting', 'done', 'failed', 'skipped', 'cancelled'));
create index on sys_rule_run (run_at) where state = 'waiting';
