-- name: key
insert into sys_idempotency (member, key, digest, expires_at) values ($1, $2, $3, $4)
on conflict (member, key) do nothing

-- name: answer
select digest, response from sys_idempotency where member = $1 and key = $2

-- name: answered
update sys_idempotency set response = $3::jsonb where member = $1 and key = $2

-- name: withdrawn
select id from sys_flow_instance
where flow = $1 and record = $2 and initiator = $3 and status = 'withdrawn' and parent is null
order by id desc limit 1

-- name: open
select exists (
    select from sys_flow_instance
    where flow = $1 and record = $2 and parent is null
        and status in ('running', 'returned', 'incident', 'suspended')
)

-- name: tell
insert into sys_outbox (at, form, record, act, by_member, detail)
select $2, r.form, r.record, r.topic, $3,
    jsonb_build_object('instance', r.instance, 'people', r.people, 'data', r.data)
from jsonb_to_recordset($1::jsonb)
    as r (topic text, instance uuid, people jsonb, data jsonb, form text, record uuid)
