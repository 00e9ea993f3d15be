-- name: hours
select person, digest_at, quiet_from, quiet_until from sys_notice_hours where person = any ($1::uuid[])

-- name: said
select person, topic, channel, wanted from sys_notice_preference where person = any ($1::uuid[])

-- name: choose
insert into sys_notice_preference (person, topic, channel, wanted)
select $1, r.topic, r.channel, r.wanted
from jsonb_to_recordset($2::jsonb) as r (topic text, channel text, wanted boolean)
on conflict (person, topic, channel) do update set wanted = excluded.wanted

-- name: keep_hours
insert into sys_notice_hours (person, digest_at, quiet_from, quiet_until) values ($1, $2, $3, $4)
on conflict (person) do update set digest_at = excluded.digest_at,
    quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until
