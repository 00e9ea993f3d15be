-- name: hold
-- Our runs, locked until the step commits, with a longer lease for the next.
update sys_rule_run set lease_until = clock_timestamp() + $3::interval
where id = any ($1::bigint[]) and worker = $2 and state = 'running'
returning id;

-- name: far
select run, max(step) as step from sys_rule_step where run = any ($1::bigint[]) group by run;

-- name: done
update sys_rule_run
set state = 'done', done_at = clock_timestamp(), lease_until = null, reason = $3::jsonb
where id = any ($1::bigint[]) and worker = $2;

-- name: healthy
update sys_rule_state set failures = 0 where rule = $1 and failures > 0;

-- name: skip
update sys_rule_run
set state = 'skipped', done_at = clock_timestamp(), lease_until = null, reason = $2::jsonb
where id = $1;

-- name: sleep
-- The step is done; the run goes on at its moment, with all its tries.
update sys_rule_run
set state = 'waiting', run_at = $2, attempts = 0, worker = null, lease_until = null
where id = $1;

-- name: later
select clock_timestamp() + $1::interval;
