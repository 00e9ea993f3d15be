-- Calls from outside: each rule's address, of which only a mark is kept, and what was heard already.

create table sys_rule_hook (
    rule text primary key,
    token bytea not null,
    sealed bytea, -- what calls are signed with
    made_at timestamptz not null default clock_timestamp(),
    by_member uuid
);

create table sys_rule_heard (
    rule text not null,
    key text not null,
    run bigint,
    until timestamptz not null,
    primary key (rule, key)
);
create index on sys_rule_heard (until);
