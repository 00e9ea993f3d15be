-- Where records stand in their pipelines: one row for each stay, one for each thing to be done there.
-- A record stands somewhere as long as it is: exactly one of its stays is open, be it an outcome, and
-- each begins where the one before it ended, so that their seconds add up to its whole time.

create table sys_stage_visit (
    form text not null,
    record uuid not null,
    field text not null,
    visit integer not null,
    stage text not null,
    outcome boolean not null,
    entered_at timestamptz not null,
    left_at timestamptz,
    by_member uuid references sys_member,
    reason text not null default '',
    primary key (form, record, field, visit),
    check (left_at >= entered_at)
);
create unique index sys_stage_visit_open on sys_stage_visit (form, record, field) where left_at is null;
create index sys_stage_visit_stage on sys_stage_visit (form, field, stage, entered_at);

create table sys_stage_task (
    id uuid primary key,
    form text not null,
    record uuid not null,
    field text not null,
    visit integer not null,
    stage text not null,
    key text not null,
    position integer not null,
    mandatory boolean not null,
    who uuid references sys_member,
    role text not null default '',
    due_on date,
    state text not null default 'todo' check (state in ('todo', 'done', 'skipped')),
    result text not null default '',
    done_at timestamptz,
    done_by uuid references sys_member,
    unique (form, record, field, visit, key),
    foreign key (form, record, field, visit) references sys_stage_visit on delete cascade,
    check ((state = 'todo') = (done_at is null))
);
create index sys_stage_task_who on sys_stage_task (who, due_on) where state = 'todo';
create index sys_stage_task_role on sys_stage_task (role, due_on) where state = 'todo' and who is null;
