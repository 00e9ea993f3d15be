-- name: list
select id, owner, shared, body::text as body from sys_view
where form = $1 and (shared or owner = $2) order by shared desc, position, id;

-- name: add
insert into sys_view (id, form, owner, shared, body) values ($1, $2, $3, $4, $5);

-- name: change
update sys_view set body = $4, shared = $5
where id = $1 and form = $2 and (owner = $3 or (shared and $6));

-- name: delete
delete from sys_view where id = $1 and form = $2 and (owner = $3 or (shared and $4));
