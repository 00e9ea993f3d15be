-- name: kept
select name, changed_at, by_member from sys_rule_secret order by name;

-- name: keep
insert into sys_rule_secret (name, sealed, by_member) values ($1, $2, $3)
on conflict (name) do update set sealed = excluded.sealed, by_member = excluded.by_member, changed_at = clock_timestamp();

-- name: forget
delete from sys_rule_secret where name = $1;
