-- name: one
select id, kind, state, body::text as body, progress::text as progress, error
from sys_job where id = $1 and body ? 'by';

-- name: stop
insert into sys_job_stop (job) select id from sys_job where id = $1 and state = 'running'
on conflict do nothing;

-- name: is_stopped
select exists (select from sys_job_stop where job = $1);

-- name: halt
update sys_job
set state = 'cancelled', done_at = clock_timestamp(), lease_until = null
where id = $1 and worker = $2 and state = 'running';

-- name: file
select sha256, name, uploaded_by from sys_file where id = $1;

-- name: give_back
update sys_job
set state = 'waiting', attempts = greatest(attempts - 1, 0), run_at = clock_timestamp(),
    lease_until = null, worker = null, progress = null
where id = $1 and worker = $2 and state = 'running';

-- name: hold_file
select id from sys_file where id = $1 for key share;
