-- Who wrote a delegation down, when, and the tasks that somebody has in the place of another.
alter table sys_flow_delegation add column made_by uuid references sys_member;
alter table sys_flow_delegation add column made_at timestamptz not null default now();
create index on sys_flow_delegation (delegate);
create index sys_flow_on_behalf on sys_flow_task (on_behalf_of, id desc)
    where on_behalf_of is not null and state = 'pending';
