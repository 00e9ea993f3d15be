-- name: own
select id from sys_file where id = any ($1::uuid[]) and uploaded_by = $2;
