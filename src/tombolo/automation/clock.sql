-- name: keeper
select id from sys_member where is_admin and active order by created_at, id limit 1;

-- name: now
select clock_timestamp();

-- name: set
-- The timers of these rules: one whose times are what they were goes on as it is.
insert into sys_rule_timer as t (rule, digest, next_run_at)
select n.rule, n.digest, n.next
from jsonb_to_recordset($1::jsonb) as n(rule text, digest text, next timestamptz)
on conflict (rule) do update set digest = excluded.digest, next_run_at = excluded.next_run_at
where t.digest <> excluded.digest
returning rule;

-- name: unset
with timers as (delete from sys_rule_timer where rule <> all ($1::text[]))
delete from sys_rule_due where rule <> all ($1::text[]);

-- name: ringing
select t.rule, t.next_run_at from sys_rule_timer as t
where t.next_run_at <= clock_timestamp()
    and not exists (select from sys_rule_state as s where s.rule = t.rule and s.paused_at is not null)
order by t.next_run_at limit 1
for update of t skip locked;

-- name: rung
update sys_rule_timer set next_run_at = $2, last_run_at = clock_timestamp() where rule = $1;
