-- name: note
with rows as (
    select * from json_to_recordset($1::json) as r (record uuid, act text, changes jsonb)
), noted as (
    insert into sys_history (form, record, at, by_member, act, changes)
    select $2, record, $3, $4, act, changes from rows
)
insert into sys_outbox (at, form, record, act, by_member, detail)
select $3, $2, record, act, $4, '{}' from rows;

-- name: read
select id, at, by_member, act, changes::text as changes from sys_history
where form = $1 and record = $2 and ($3::bigint is null or id < $3)
order by id desc limit $4;
