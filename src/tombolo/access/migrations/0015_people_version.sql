-- A number that moves whenever people, roles or departments do: processes keep what they know of
-- people in memory and ask for this number with every request.

create table sys_people_version (
    single boolean primary key default true check (single),
    version bigint not null
);
insert into sys_people_version (version) values (1);

create function people_moved() returns trigger language plpgsql as $$
begin
    update sys_people_version set version = version + 1;
    return null;
end
$$;

create trigger people_moved after insert or update or delete on sys_member
    for each statement execute function people_moved();
create trigger people_moved after insert or update or delete on sys_department
    for each statement execute function people_moved();
create trigger people_moved after insert or update or delete on sys_member_department
    for each statement execute function people_moved();
create trigger people_moved after insert or update or delete on sys_member_role
    for each statement execute function people_moved();
create trigger people_moved after insert or update or delete on sys_role
    for each statement execute function people_moved();
