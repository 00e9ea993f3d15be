-- name: claim
-- Runs for one worker: the first that may run, and others of the same rule, chain and person beside it.
-- A record's runs go one after another; a paused rule's wait and keep nobody else waiting.
with paused as materialized (
    select rule from sys_rule_state where paused_at is not null
), busy as materialized (
    select rule from sys_rule_run where state = 'running' group by rule having count(distinct worker) > 1
), lead as materialized (
    select r.* from sys_rule_run as r
    where r.state = 'queued' and r.run_at <= clock_timestamp()
        and r.rule not in (select rule from paused) and r.rule not in (select rule from busy)
        and not coalesce((
            select true from sys_rule_run as e
            where e.form = r.form and e.record = r.record and e.id < r.id and e.state in ('queued', 'running')
                and (e.state = 'running' or e.rule not in (select rule from paused))
            limit 1
        ), false)
    order by r.id limit 1
), next as materialized (
    select r.id from sys_rule_run as r
    join lead as l on r.chain = l.chain and r.rule = l.rule
    where r.state = 'queued' and r.run_at <= clock_timestamp()
        and (r.id = l.id or (
            l.attempts = 0 and r.attempts = 0 and r.digest = l.digest and r.depth = l.depth
            and r.by_member is not distinct from l.by_member
        ))
        and not coalesce((
            select true from sys_rule_run as e
            where e.form = r.form and e.record = r.record and e.id < r.id and e.state in ('queued', 'running')
                and (e.state = 'running' or e.rule not in (select rule from paused))
            limit 1
        ), false)
    order by r.id limit $3
    for update of r skip locked
)
update sys_rule_run as run
set state = 'running', worker = $1, attempts = run.attempts + 1, lease_until = clock_timestamp() + $2::interval,
    began_at = clock_timestamp()
from next
where run.id = next.id
returning run.id, run.rule, run.digest, run.form, run.record, run.chain, run.depth, run.by_member, run.attempts, run.event;

-- name: reap
-- Runs of workers that are gone. Whoever is in a step holds its runs locked, however long it takes.
with lost as (
    select id from sys_rule_run where state = 'running' and lease_until < clock_timestamp()
    for update skip locked
)
update sys_rule_run as run
set state = case when run.attempts >= $1 then 'failed' else 'queued' end,
    done_at = case when run.attempts >= $1 then clock_timestamp() end,
    reason = '{"code": "rule.lost"}', worker = null, lease_until = null
from lost where run.id = lost.id;

-- name: wake
-- What has slept long enough goes on.
update sys_rule_run set state = 'queued' where state = 'waiting' and run_at <= clock_timestamp();

-- name: fail
update sys_rule_run
set state = case when $3 and attempts < $4 then 'queued' else 'failed' end,
    done_at = case when $3 and attempts < $4 then null else clock_timestamp() end,
    run_at = clock_timestamp() + $5::interval, reason = $6::jsonb, lease_until = null, worker = null
where id = $1 and worker = $2 and state = 'running'
returning state;

-- name: failed
insert into sys_rule_state as s (rule, failures) values ($1, 1)
on conflict (rule) do update set failures = s.failures + 1
returning failures;

-- name: pause
insert into sys_rule_state as s (rule, paused_at, reason) values ($1, clock_timestamp(), $2::jsonb)
on conflict (rule) do update set paused_at = excluded.paused_at, reason = excluded.reason where s.paused_at is null
returning rule;

-- name: tell_paused
-- A fact for the notices: administrators hear of it, and whoever the rule runs as.
insert into sys_outbox (at, form, record, act, detail)
select clock_timestamp(), '', gen_random_uuid(), $2, jsonb_build_object(
    'people', to_be_told.people,
    'data', jsonb_build_object('rule', $1::text, 'label', v.body -> 'label', 'reason', $3::jsonb)
)
from (select) as always
left join sys_rule_version as v on v.rule = $1 and v.digest = $4
cross join lateral (
    select jsonb_agg(m.id order by m.created_at, m.id) as people from sys_member as m
    where m.active and (m.is_admin or m.login = substring(v.body ->> 'as' from '^owner\(\s*(.*?)\s*\)$'))
) as to_be_told
where to_be_told.people is not null;

-- name: resume
update sys_rule_state set paused_at = null, reason = null, failures = 0 where rule = $1;

-- name: release
-- Given back before anything of the next step was done: the try does not count.
update sys_rule_run
set state = 'queued', attempts = attempts - 1, worker = null, lease_until = null
where id = any ($1::bigint[]) and worker = $2 and state = 'running';

-- name: rate
select count(distinct chain) from sys_rule_run
where rule = $1 and began_at > clock_timestamp() - interval '1 minute';

-- name: mine
select id, rule, digest, form, record, chain, depth, by_member, attempts, event from sys_rule_run
where worker = $1 and state = 'running' order by id;

-- name: again
update sys_rule_run
set state = 'queued', attempts = 0, run_at = clock_timestamp(), done_at = null, reason = null
where id = $1 and state in ('failed', 'cancelled')
returning id;

-- name: forget_steps
delete from sys_rule_step where run = $1;

-- name: cancel
update sys_rule_run set state = 'cancelled', done_at = clock_timestamp()
where id = $1 and state in ('queued', 'waiting');

-- name: paused
select rule, paused_at, reason from sys_rule_state where paused_at is not null order by rule;

-- name: stay
-- What waits for its turn in the hands of a worker is not lost.
update sys_rule_run set lease_until = clock_timestamp() + $3::interval
where id = any ($1::bigint[]) and worker = $2 and state = 'running';
