-- name: after
select id, form, record, act, by_member, at from sys_outbox where id > $1 order by id limit 2000;

-- name: newest
select coalesce(max(id), 0) from sys_outbox;

-- name: versions
select (select version from sys_catalog) as catalog, (select version from sys_people_version) as people;

-- name: sweep
delete from sys_outbox where at < $1;
