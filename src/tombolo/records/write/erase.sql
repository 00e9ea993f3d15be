-- name: forget
-- The facts in the outbox stay: they tell that something happened, not what, and may not be heard yet.
with comments as (
    delete from sys_comment where form = $1 and record = any ($2::uuid[])
), uses as (
    delete from sys_file_use where form = $1 and record = any ($2::uuid[])
), stays as (
    delete from sys_stage_visit where form = $1 and record = any ($2::uuid[])
), visits as (
    delete from sys_recent where form = $1 and record = any ($2::uuid[])
)
delete from sys_history where form = $1 and record = any ($2::uuid[]);
