-- name: tell
insert into sys_outbox (at, form, record, act, by_member, detail)
select $2, $4, r.record, $5, $3, jsonb_build_object('people', r.people, 'data', r.data)
from jsonb_to_recordset($1::jsonb) as r (record uuid, people jsonb, data jsonb)
