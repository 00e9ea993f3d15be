-- Rules that come by the clock: one row for each timetable, one for each date of a record.

create table sys_rule_timer (
    rule text primary key,
    -- What it was set for: another timetable sets it anew, the same one never makes a second.
    digest text not null,
    next_run_at timestamptz,
    last_run_at timestamptz
);
create index on sys_rule_timer (next_run_at) where next_run_at is not null;

create table sys_rule_due (
    rule text not null,
    record uuid not null,
    occurrence timestamptz not null,
    fired_at timestamptz,
    primary key (rule, record, occurrence)
);
create index on sys_rule_due (occurrence) where fired_at is null;
