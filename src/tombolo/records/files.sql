-- name: add
insert into sys_file (id, sha256, name, size, type, thumb, uploaded_by, uploaded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: one
select id, sha256, name, size, type, thumb, uploaded_by from sys_file where id = $1;

-- name: several
select id, name, size, type, thumb from sys_file where id = any($1::uuid[]);

-- name: alone
select pg_advisory_xact_lock(hashtextextended('file ' || current_schema() || ' ' || $1, 0));
