-- name: keep
-- A new address; the one before it is good no more.
insert into sys_rule_hook as h (rule, token, sealed, by_member) values ($1, $2, $3, $4)
on conflict (rule) do update
set token = excluded.token, sealed = excluded.sealed, made_at = clock_timestamp(), by_member = excluded.by_member;

-- name: kept
select rule, made_at, by_member from sys_rule_hook order by rule;

-- name: forget
delete from sys_rule_hook where rule = $1;

-- name: find
select token, sealed from sys_rule_hook where rule = $1;

-- name: keeper
select id from sys_member where is_admin and active order by created_at, id limit 1;

-- name: hear
-- The first to say this; who says it meanwhile waits here for the first one's end.
insert into sys_rule_heard as h (rule, key, until) values ($1, $2, clock_timestamp() + $3::interval)
on conflict (rule, key) do update set until = excluded.until, run = null where h.until < clock_timestamp()
returning true;

-- name: heard
select run from sys_rule_heard where rule = $1 and key = $2;

-- name: note
update sys_rule_heard set run = $3 where rule = $1 and key = $2;

-- name: sweep
delete from sys_rule_heard where until < clock_timestamp();
