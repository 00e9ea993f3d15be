-- The second step of signing in. Its secrets are sealed with a key that is not in the database.

create table sys_second_step (
    member uuid primary key references sys_member on delete cascade,
    secret bytea, -- in force
    pending bytea, -- being set up: the first one, or another device
    confirmed_at timestamptz, -- in force since
    last_counter bigint not null default 0, -- the newest code that was used; none is good twice
    failures integer not null default 0,
    not_before timestamptz not null default '-infinity',
    check ((secret is null) = (confirmed_at is null))
);

create table sys_recovery_code (
    member uuid not null references sys_second_step on delete cascade,
    code_mark bytea not null,
    primary key (member, code_mark)
);

-- Who has given the right password and not yet the code.
create table sys_sign_in_step (
    token_hash bytea primary key,
    member uuid not null references sys_member on delete cascade,
    expires_at timestamptz not null,
    tries integer not null default 0
);
create index on sys_sign_in_step (member);
create index on sys_sign_in_step (expires_at);

-- Each use of a code moves a counter; only having a second step or not is knowledge of people.
create trigger people_moved after insert or delete or update of confirmed_at on sys_second_step
    for each statement execute function people_moved();
create trigger people_moved after insert or delete or update on sys_setting
    for each statement execute function people_moved();
