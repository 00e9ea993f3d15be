-- name: note
insert into sys_security_event (at, kind, member, address, detail)
values ($1, $2, $3, $4, $5::jsonb);

-- name: latest
select id, at, kind, member, address, detail from sys_security_event
where ($1::uuid is null or member = $1) order by id desc limit $2;
