-- name: since
select changes from sys_history where form = $1 and record = $2 order by id desc limit $3
