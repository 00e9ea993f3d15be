-- What people are told: made once from each fact of the outbox, in the language of who is told.

create table sys_notice (
    id bigint generated always as identity primary key,
    person uuid not null references sys_member on delete cascade,
    fact bigint not null,
    at timestamptz not null,
    topic text not null,
    code text not null,
    form text not null,
    record uuid not null,
    instance uuid,
    task uuid,
    by_member uuid,
    title text not null,
    body text not null,
    link text not null,
    shown boolean not null,
    read_at timestamptz,
    mail_at timestamptz,
    mailed_at timestamptz,
    mail_job uuid,
    -- When this was last touched, for the wire; not from a fact's own transaction.
    tx xid8 not null default pg_current_xact_id(),
    unique (person, fact)
);
create index on sys_notice (person, id desc) where shown;
create index sys_notice_unread on sys_notice (person, topic) where shown and read_at is null;
create index sys_notice_mail on sys_notice (person, mail_at) where mail_at is not null and mailed_at is null;
create index on sys_notice (tx);
create index on sys_notice (at);

-- What differs from the usual: whether a person is told of a topic over a channel.
create table sys_notice_preference (
    person uuid not null references sys_member on delete cascade,
    topic text not null,
    channel text not null,
    wanted boolean not null,
    primary key (person, topic, channel)
);

-- When mail may come: all in one a day, never at night.
create table sys_notice_hours (
    person uuid primary key references sys_member on delete cascade,
    digest_at smallint check (digest_at between 0 and 23),
    quiet_from smallint check (quiet_from between 0 and 23),
    quiet_until smallint check (quiet_until between 0 and 23),
    check ((quiet_from is null) = (quiet_until is null))
);

-- How far the outbox was heard: all that was seen at `since`, and while a piece of what came up to
-- `until` is told, the facts up to `done` of it.
create table sys_notice_heard (
    one boolean primary key default true check (one),
    since text not null,
    until text,
    done bigint not null default 0
);
insert into sys_notice_heard (since) values (pg_current_snapshot()::text);
