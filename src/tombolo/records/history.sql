-- name: note
with rows as (
    select * from json_to_recordset($1::json) as r (record uuid, act text, changes jsonb)
), noted as (
    insert into sys_history (form, record, at, by_member, act, changes)
    select $2, record, $3, $4, act, changes from rows
)
insert into sys_outbox (at, form, record, act, by_member, detail)
select $3, $2, record, act, $4, '{}' from rows;

-- name: tell
insert into sys_outbox (at, form, record, act, by_member, detail)
select $3, form, record, 'computed', $4, '{}'
from unnest($1::text[], $2::uuid[]) with ordinality as r (form, record, n) order by n;

-- name: read
select id, at, by_member, act, changes::text as changes from sys_history
where form = $1 and record = $2 and ($3::bigint is null or id < $3)
order by id desc limit $4;

-- name: names
select exists (
    select from sys_history h, jsonb_each(h.changes) c
    where h.form = $1 and h.record = $2 and c.key = any($3::text[])
      and strpos(c.value::text, $4) > 0
);
