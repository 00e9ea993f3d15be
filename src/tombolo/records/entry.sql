-- name: by_session
select s.id, s.member, s.last_seen, s.token_hash,
       (select version from sys_people_version) as people,
       (select version from sys_catalog) as catalog
from sys_session s
where s.token_hash = $1 and s.expires_at > $2 and s.last_seen > $3;

-- name: by_key
select k.id, k.member, k.scopes, k.last_used as last_seen, k.token_hash,
       (select version from sys_people_version) as people,
       (select version from sys_catalog) as catalog
from sys_api_key k
where k.token_hash = $1 and (k.expires_at is null or k.expires_at > $2);

-- name: versions
select (select version from sys_people_version) as people, (select version from sys_catalog) as catalog;
