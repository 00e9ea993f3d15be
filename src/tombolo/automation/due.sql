-- name: keep
-- The moments of these records are these (null: none); what was passed long ago is not caught up with.
with given as (
    select g.record, g.at from jsonb_to_recordset($2::jsonb) as g(record uuid, at timestamptz)
), gone as (
    delete from sys_rule_due as d using given as g
    where d.rule = $1 and d.record = g.record and d.fired_at is null and d.occurrence is distinct from g.at
)
insert into sys_rule_due (rule, record, occurrence)
select $1, g.record, g.at from given as g where g.at > clock_timestamp() - $3::interval
on conflict do nothing;

-- name: forget
delete from sys_rule_due where rule = $1 and fired_at is null;

-- name: ringing
-- What is due of one rule, all of it that nobody else has in hand: whatever came late is still there.
with first as (
    select d.rule from sys_rule_due as d
    where d.fired_at is null and d.occurrence <= clock_timestamp()
        and not exists (select from sys_rule_state as s where s.rule = d.rule and s.paused_at is not null)
    order by d.occurrence limit 1
)
select d.rule, d.record, d.occurrence from sys_rule_due as d join first using (rule)
where d.fired_at is null and d.occurrence <= clock_timestamp()
order by d.occurrence, d.record limit $1
for update of d skip locked;

-- name: rung
update sys_rule_due as d set fired_at = clock_timestamp()
from unnest($2::uuid[], $3::timestamptz[]) as r(record, occurrence)
where d.rule = $1 and d.record = r.record and d.occurrence = r.occurrence;

-- name: sweep
delete from sys_rule_due where (rule, record, occurrence) in (
    select rule, record, occurrence from sys_rule_due where fired_at < $1 limit $2
);
