-- Approvals: what is stored of running and ended instances, as approval-and-automation.md §7 names it.
--
-- Every row names the root of its tree of instances, so that an act loads and locks one tree. A
-- version of a flow is the version of its definition in sys_definition, which never changes.

create table sys_flow_instance (
    id uuid primary key,
    root uuid not null references sys_flow_instance,
    flow text not null,
    version bigint not null,
    form text not null,
    record uuid not null,
    "row" text not null default '',
    initiator uuid not null references sys_member,
    department uuid,
    code text not null default '',
    title text not null default '',
    status text not null,
    round integer not null,
    rev bigint not null,
    seq bigint not null,
    parent uuid references sys_flow_instance,
    parent_run uuid,
    depth integer not null check (depth between 0 and 5),
    chosen jsonb not null,
    submitted_at timestamptz,
    finished_at timestamptz,
    reminded_at timestamptz
);
-- At most one open instance of a flow for a record; of a sub-process one for each row it was made for.
create unique index sys_flow_one_child on sys_flow_instance (parent_run, "row")
    where status in ('running', 'returned', 'incident', 'suspended');
create unique index sys_flow_one_open on sys_flow_instance (flow, record)
    where parent is null and status in ('running', 'returned', 'incident', 'suspended');
create index on sys_flow_instance (root);
create index on sys_flow_instance (form, record);
create index on sys_flow_instance (initiator, submitted_at desc);

create table sys_flow_branch (
    id uuid primary key,
    root uuid not null references sys_flow_instance,
    instance uuid not null references sys_flow_instance,
    block uuid,
    idx integer not null,
    state text not null,
    "cursor" integer not null,
    cause bigint not null
);
create index on sys_flow_branch (root);

create table sys_flow_block (
    id uuid primary key,
    root uuid not null references sys_flow_instance,
    instance uuid not null references sys_flow_instance,
    branch uuid not null references sys_flow_branch,
    key text not null,
    kind text not null,
    chosen integer[] not null,
    state text not null,
    cause bigint not null
);
create index on sys_flow_block (root);

-- `remaining` is what is left of a clock that stands still, as an ISO 8601 duration.
create table sys_flow_node (
    id uuid primary key,
    root uuid not null references sys_flow_instance,
    instance uuid not null references sys_flow_instance,
    branch uuid not null references sys_flow_branch,
    key text not null,
    kind text not null,
    round integer not null,
    mode text not null,
    th_num integer not null,
    th_den integer not null,
    state text not null,
    cause bigint not null,
    resume jsonb,
    activated_at timestamptz,
    due_at timestamptz,
    remaining text,
    closed_at timestamptz,
    because text not null
);
create index on sys_flow_node (root);
create unique index sys_flow_one_active on sys_flow_node (branch) where state = 'active';

create table sys_flow_slot (
    id uuid primary key,
    root uuid not null references sys_flow_instance,
    node_run uuid not null references sys_flow_node,
    ord integer not null,
    weight integer not null check (weight > 0),
    opened boolean not null,
    state text not null
);
create index on sys_flow_slot (root);

create table sys_flow_task (
    id uuid primary key,
    root uuid not null references sys_flow_instance,
    slot uuid not null references sys_flow_slot,
    node_run uuid not null references sys_flow_node,
    instance uuid not null references sys_flow_instance,
    step_no integer not null,
    kind text not null,
    assignee uuid not null references sys_member,
    on_behalf_of uuid,
    state text not null,
    beside uuid,
    added_by uuid,
    decided_by uuid,
    decided_at timestamptz,
    act bigint not null,
    opinion text not null,
    signature uuid,
    record_version bigint,
    hops integer not null check (hops <= 10),
    draft text not null,
    rests_on uuid,
    given_at timestamptz not null default now()
);
create index on sys_flow_task (root);
create unique index sys_flow_one_task on sys_flow_task (node_run, assignee)
    where state in ('pending', 'suspended');
-- The inbox: what is open of a person, newest first; what a person decided.
create index sys_flow_inbox on sys_flow_task (assignee, id desc) include (instance, node_run)
    where state = 'pending';
create index sys_flow_done on sys_flow_task (decided_by, decided_at desc) include (instance)
    where decided_at is not null;

create table sys_flow_timer (
    id uuid primary key,
    root uuid not null references sys_flow_instance,
    instance uuid not null references sys_flow_instance,
    node_run uuid not null references sys_flow_node,
    kind text not null,
    n integer not null,
    due_at timestamptz not null,
    state text not null,
    fired_at timestamptz,
    unique (node_run, kind, n)
);
create index on sys_flow_timer (root);
create index sys_flow_due on sys_flow_timer (due_at) where state = 'armed';

create table sys_flow_copy (
    id uuid primary key,
    root uuid not null references sys_flow_instance,
    instance uuid not null references sys_flow_instance,
    person uuid not null references sys_member,
    node_key text not null,
    at timestamptz not null,
    read_at timestamptz,
    unique (instance, person)
);
create index on sys_flow_copy (root);
create index sys_flow_copied on sys_flow_copy (person, at desc);

-- What happened, without a gap; nobody takes any of it back.
create table sys_flow_event (
    root uuid not null references sys_flow_instance,
    seq bigint not null,
    instance uuid not null references sys_flow_instance,
    rev bigint not null,
    type text not null,
    at timestamptz not null,
    actor uuid,
    on_behalf_of uuid,
    node_run uuid,
    task uuid,
    data jsonb not null,
    idem_key text not null,
    primary key (root, seq)
);

create table sys_flow_delegation (
    id uuid primary key,
    principal uuid not null references sys_member,
    delegate uuid not null references sys_member check (delegate <> principal),
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    flows text[] not null default '{}',
    departments uuid[] not null default '{}',
    revoked_at timestamptz
);
create index on sys_flow_delegation (principal);

-- The record as it stood at an event, for print and audit.
create table sys_flow_snapshot (
    root uuid not null references sys_flow_instance,
    seq bigint not null,
    doc jsonb not null,
    sha256 text not null,
    primary key (root, seq)
);

-- Answers to acts that were carried out, so that an act sent twice is done once.
create table sys_idempotency (
    member uuid not null,
    key text not null,
    digest text not null,
    response jsonb,
    expires_at timestamptz not null,
    primary key (member, key)
);
create index on sys_idempotency (expires_at);

do $$
begin
    if exists (select from pg_roles where rolname = current_schema() || '_app')
    then
        execute format(
            'revoke update, delete on sys_flow_event, sys_flow_snapshot from %I',
            current_schema() || '_app'
        );
    end if;
end
$$;
