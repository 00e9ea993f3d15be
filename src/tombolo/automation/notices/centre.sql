-- name: page
select id, at, topic, code, form, record, instance, task, by_member as by, title, body, link,
    read_at is not null as read
from sys_notice
where person = $1 and shown and ($2::bigint is null or id < $2)
    and (not $3 or read_at is null) and ($4::text is null or topic = $4)
order by id desc limit $5

-- name: counts
select topic, count(*) as many from sys_notice
where person = $1 and shown and read_at is null group by topic

-- name: read
-- Also the wire hears of it: the other windows of the person count anew.
update sys_notice set read_at = $3, tx = pg_current_xact_id()
where person = $1 and shown and read_at is null and ($2::bigint[] is null or id = any ($2))

-- name: news
with moved as (
    select distinct person from sys_notice
    where person = any ($1::uuid[]) and shown
        and tx >= pg_snapshot_xmin($2::text::pg_snapshot)
        and tx < pg_snapshot_xmax($3::text::pg_snapshot)
        and not pg_visible_in_snapshot(tx, $2::text::pg_snapshot)
        and pg_visible_in_snapshot(tx, $3::text::pg_snapshot)
)
select m.person, (
    select count(*) from sys_notice n where n.person = m.person and n.shown and n.read_at is null
) as unread
from moved m

-- name: sweep
delete from sys_notice where id in (select id from sys_notice where at < $1 order by at limit $2)
