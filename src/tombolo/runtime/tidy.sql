-- name: claim
insert into sys_mark as s (key, value) values ('tidied', to_jsonb(clock_timestamp()))
on conflict (key) do update set value = excluded.value
where (s.value #>> '{}')::timestamptz < clock_timestamp() - $1::interval
returning true;

-- name: answers
delete from sys_idempotency where expires_at < clock_timestamp()
