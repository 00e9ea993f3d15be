-- name: visited
insert into sys_recent as r (member, form, record, at) values ($1, $2, $3, $4)
on conflict (member, form, record) do update set at = $4 where r.at < $4 - interval '30 seconds';

-- name: trim
delete from sys_recent r using (
    select member, form, record,
           row_number() over (partition by member order by at desc) as place
    from sys_recent
) old
where old.place > $1 and r.member = old.member and r.form = old.form and r.record = old.record;

-- name: recent
select form, record, at from sys_recent where member = $1 order by at desc limit $2;
