-- name: list
select id, at, by_member, text, mentions from sys_comment
where form = $1 and record = $2 order by id desc limit 200;

-- name: add
insert into sys_comment (id, form, record, at, by_member, text, mentions)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: mention
-- Who is mentioned hears of it.
insert into sys_outbox (at, form, record, act, by_member, detail)
values ($1, $2, $3, 'comment.mention', $4, $5::jsonb);

-- name: delete
delete from sys_comment where id = $1 and form = $2 and record = $3 and (by_member = $4 or $5);
