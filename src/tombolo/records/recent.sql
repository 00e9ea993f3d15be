-- name: visited
insert into sys_recent as r (member, form, record, at) values ($1, $2, $3, $4)
on conflict (member, form, record) do update set at = $4 where r.at < $4 - interval '30 seconds';

-- name: trim
delete from sys_recent where member = $1 and at < (
    select at from sys_recent where member = $1 order by at desc offset 200 limit 1
);

-- name: recent
select form, record, at from sys_recent where member = $1 order by at desc limit $2;
