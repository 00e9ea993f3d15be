-- A word to the worker: this running job is to stop.

create table sys_job_stop (
    job uuid primary key references sys_job on delete cascade,
    at timestamptz not null default clock_timestamp()
);
