-- name: add
insert into sys_api_key (id, name, token_hash, member, scopes, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: find
select k.id, k.name, k.member, k.scopes, k.created_at, k.expires_at, k.last_used
from sys_api_key k join sys_member m on m.id = k.member
where k.token_hash = $1 and (k.expires_at is null or k.expires_at > $2) and m.active;

-- name: used
update sys_api_key set last_used = $2::timestamptz
where id = $1 and (last_used is null or last_used < $2::timestamptz - interval '5 minutes');

-- name: all
select id, name, member, scopes, created_at, expires_at, last_used
from sys_api_key where $1::uuid is null or member = $1 order by created_at, id;

-- name: revoke
delete from sys_api_key where id = $1 and ($2::uuid is null or member = $2);
