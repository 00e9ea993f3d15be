-- name: own
-- Held until the save ends: what is about to be named is not swept away.
select id from sys_file where id = any ($1::uuid[]) and uploaded_by = $2 for key share;

-- name: use
insert into sys_file_use (file, form, record)
select f.id, $1, named.record
from unnest($2::uuid[], $3::uuid[]) as named (file, record) join sys_file f on f.id = named.file
on conflict do nothing;
