-- name: waiting
-- Whether anything was written behind what was heard; without a lock, as nothing mostly was.
select h.until is not null or exists (
    select from sys_outbox
    where tx >= pg_snapshot_xmin(h.since::pg_snapshot)
        and not pg_visible_in_snapshot(tx, h.since::pg_snapshot)
) or pg_snapshot_xmax(h.since::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
from sys_notice_heard h

-- name: hold
update sys_notice_heard set until = coalesce(until, pg_current_snapshot()::text)
where one in (select one from sys_notice_heard for update skip locked)
returning since, until, done

-- name: facts
-- A position of another cluster (a restored copy) lies ahead of all that is here: nothing is told anew.
select id, at, form, record, act, by_member, detail from sys_outbox
where tx >= pg_snapshot_xmin($1::text::pg_snapshot)
    and tx < pg_snapshot_xmax($2::text::pg_snapshot)
    and not pg_visible_in_snapshot(tx, $1::text::pg_snapshot)
    and pg_visible_in_snapshot(tx, $2::text::pg_snapshot)
    and id > $3 and act = any ($4::text[])
order by id limit $5

-- name: done
update sys_notice_heard set done = $1

-- name: onward
update sys_notice_heard set since = until, until = null, done = 0

-- name: instances
select id, flow, version, title, code, initiator, status from sys_flow_instance where id = any ($1::uuid[])

-- name: tasks
select t.id, n.key as node, n.kind, t.state not in ('pending', 'waiting', 'suspended') as over
from sys_flow_task t join sys_flow_node n on n.id = t.node_run where t.id = any ($1::uuid[])

-- name: comments
select id, text from sys_comment where id = any ($1::uuid[])

-- name: names
select id, name from sys_member where id = any ($1::uuid[])

-- name: add
insert into sys_notice (person, fact, at, topic, code, form, record, instance, task, by_member,
    title, body, link, shown, mail_at)
select person, fact, at, topic, code, form, record, instance, task, by_member,
    title, body, link, shown, mail_at
from jsonb_to_recordset($1::jsonb) as r (person uuid, fact bigint, at timestamptz, topic text,
    code text, form text, record uuid, instance uuid, task uuid, by_member uuid, title text,
    body text, link text, shown boolean, mail_at timestamptz)
order by fact
on conflict (person, fact) do nothing
