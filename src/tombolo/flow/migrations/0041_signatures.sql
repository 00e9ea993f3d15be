-- Signatures by hand: a picture is drawn for one task by its person, and used with one decision.
--
-- `decision` is the hash of what was decided with it, `sha256` that of the picture. A picture that is
-- never used goes with its upload; a used one is kept by a use of the file in the name of the instance.
create table sys_flow_signature (
    file uuid primary key references sys_file on delete cascade,
    task uuid not null references sys_flow_task,
    instance uuid not null references sys_flow_instance,
    person uuid not null references sys_member,
    sha256 text not null,
    drawn_at timestamptz not null,
    used_at timestamptz,
    decision text,
    check ((used_at is null) = (decision is null))
);
create index on sys_flow_signature (instance) where used_at is not null;
