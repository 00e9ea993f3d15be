-- name: forget
delete from sys_history where form = $1 and record = any ($2::uuid[]);
