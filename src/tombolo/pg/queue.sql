-- name: put
insert into sys_job (id, kind, body, unique_key, priority, run_at, max_attempts)
select new.id, new.kind, new.body, new.unique_key, new.priority,
       coalesce(new.run_at, clock_timestamp()), new.max_attempts
from jsonb_to_recordset($1::jsonb) as new(
    id uuid, kind text, body jsonb, unique_key text, priority smallint, run_at timestamptz,
    max_attempts integer
)
on conflict (kind, unique_key) where unique_key is not null and state in ('waiting', 'running')
do nothing
returning id;

-- name: claim
with next as materialized (
    select id from sys_job
    where state = 'waiting' and run_at <= clock_timestamp() and kind = any ($2::text[])
    order by priority desc, run_at, id
    limit $4
    for update skip locked
)
update sys_job as job
set state = 'running', worker = $1, attempts = job.attempts + 1,
    lease_until = clock_timestamp() + $3::interval
from next
where job.id = next.id
returning job.id, job.kind, job.body, job.attempts, job.max_attempts, job.unique_key;

-- name: beat
update sys_job set lease_until = clock_timestamp() + $3::interval
where id = any ($1::uuid[]) and worker = $2 and state = 'running';

-- name: tell
update sys_job set progress = $3::jsonb
where id = $1 and worker = $2 and state = 'running';

-- name: finish
update sys_job
set state = 'done', done_at = clock_timestamp(), lease_until = null, error = null
where id = any ($1::uuid[]) and worker = $2 and state = 'running';

-- name: fail
update sys_job
set state = case when attempts >= max_attempts then 'dead' else 'waiting' end,
    done_at = case when attempts >= max_attempts then clock_timestamp() end,
    run_at = clock_timestamp() + $4::interval,
    error = left($3, 4000), lease_until = null, worker = null
where id = $1 and worker = $2 and state = 'running'
returning state;

-- name: bury
update sys_job
set state = 'dead', done_at = clock_timestamp(), error = left($3, 4000), lease_until = null, worker = null
where id = $1 and worker = $2 and state = 'running';

-- name: reap
update sys_job
set state = case when attempts >= max_attempts then 'dead' else 'waiting' end,
    done_at = case when attempts >= max_attempts then clock_timestamp() end,
    error = coalesce(error, 'lease ran out'), lease_until = null, worker = null
where state = 'running' and lease_until < clock_timestamp();

-- name: cancel
update sys_job set state = 'cancelled', done_at = clock_timestamp()
where id = $1 and state = 'waiting';

-- name: again
update sys_job set state = 'waiting', attempts = 0, run_at = clock_timestamp(), done_at = null
where id = $1 and state = 'dead';

-- name: sweep
delete from sys_job where done_at < clock_timestamp() - $1::interval and state <> 'dead';

-- name: next_at
select min(run_at) from sys_job where state = 'waiting' and kind = any ($1::text[]);
