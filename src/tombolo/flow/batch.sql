-- name: hold
-- How far the job is, and whether somebody asked it to leave off; ours until the piece commits.
select progress, exists (select from sys_job_stop where job = $1) as stopped
from sys_job where id = $1 and worker = $2 and state = 'running' for update;

-- name: halt
update sys_job set state = 'cancelled', done_at = clock_timestamp(), lease_until = null
where id = $1 and worker = $2 and state = 'running';

-- name: mark
savepoint one;

-- name: back
rollback to savepoint one;

-- name: release
release savepoint one;
