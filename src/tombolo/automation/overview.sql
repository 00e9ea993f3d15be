-- name: fares
-- The numbers go through an index of each rule: its last run, and those of a week.
with every as (
    select rule from sys_rule_version
    union select rule from sys_rule_state
    union select rule from sys_rule_timer
    union select rule from sys_rule_run where state = 'queued'
)
select e.rule, week.runs, week.failures, last.id as last_id, last.state as last_state, last.at as last_at,
    coalesce(t.next_run_at, (
        select min(d.occurrence) from sys_rule_due as d where d.rule = e.rule and d.fired_at is null
    )) as next_run_at,
    s.paused_at, s.reason
from every as e
left join sys_rule_timer as t on t.rule = e.rule
left join sys_rule_state as s on s.rule = e.rule and s.paused_at is not null
left join lateral (
    select r.id, r.state, r.at from sys_rule_run as r where r.rule = e.rule order by r.id desc limit 1
) as last on true
cross join lateral (
    select count(*) filter (where r.state <> 'skipped') as runs, count(*) filter (where r.state = 'failed') as failures
    from sys_rule_run as r where r.rule = e.rule and r.at > clock_timestamp() - interval '7 days'
) as week;
