-- name: todo
-- Each line as the text of a JSON object, and beside it what its labels and names are found by.
select l.flow, l.version, l.node_key, l."cursor"::text, row_to_json(l)::text as line,
    concat_ws(' ', l.initiator, l.on_behalf_of, array_to_string(l.waiting, ' ')) as who
from (
    select t.given_at as at, t.id as "cursor", t.id as task, n.key as node_key, t.state, n.due_at,
        t.on_behalf_of, false as unread, '{}'::uuid[] as waiting,
        i.id as instance, i.flow, i.version, i.title, i.code, i.form, i.record,
        i.initiator, i.submitted_at, i.status
    from sys_flow_task t
    join sys_flow_instance i on i.id = t.instance
    join sys_flow_node n on n.id = t.node_run
    where t.assignee = $1 and t.state = 'pending' and ($2::uuid is null or t.id < $2)
        and ($3::text is null or i.flow = $3)
        and ($4::text is null or i.title ilike $4 or i.code ilike $4)
    order by t.id desc limit $5
) as l
order by l."cursor" desc

-- name: done
-- One line for each decision, newest first; a task is named by its id, as what waits is.
select l.flow, l.version, l.node_key, l."cursor"::text, row_to_json(l)::text as line,
    concat_ws(' ', l.initiator, l.on_behalf_of, array_to_string(l.waiting, ' ')) as who
from (
    select t.decided_at as at, t.id as "cursor", t.id as task, n.key as node_key, t.state, n.due_at,
        t.on_behalf_of, false as unread, coalesce((
            select array_agg(distinct w.assignee) from sys_flow_task w
            where w.root = i.root and w.instance = i.id and w.state = 'pending'
        ), '{}') as waiting,
        i.id as instance, i.flow, i.version, i.title, i.code, i.form, i.record,
        i.initiator, i.submitted_at, i.status
    from sys_flow_task t
    join sys_flow_instance i on i.id = t.instance
    join sys_flow_node n on n.id = t.node_run
    where t.decided_by = $1 and t.decided_at is not null
        and ($2::uuid is null
             or (t.decided_at, t.id) < (select d.decided_at, d.id from sys_flow_task d where d.id = $2))
        and ($3::text is null or i.flow = $3)
        and ($4::text is null or i.title ilike $4 or i.code ilike $4)
    order by t.decided_at desc, t.id desc limit $5
) as l
order by l.at desc, l."cursor" desc

-- name: sent
select l.flow, l.version, l.node_key, l."cursor"::text, row_to_json(l)::text as line,
    concat_ws(' ', l.initiator, l.on_behalf_of, array_to_string(l.waiting, ' ')) as who
from (
    select i.submitted_at as at, i.id as "cursor", null::uuid as task, '' as node_key, '' as state,
        null::timestamptz as due_at, null::uuid as on_behalf_of, false as unread, coalesce((
            select array_agg(distinct w.assignee) from sys_flow_task w
            where w.root = i.root and w.instance = i.id and w.state = 'pending'
        ), '{}') as waiting,
        i.id as instance, i.flow, i.version, i.title, i.code, i.form, i.record,
        i.initiator, i.submitted_at, i.status
    from sys_flow_instance i
    where i.initiator = $1 and i.parent is null
        and ($2::uuid is null
             or (i.submitted_at, i.id) < (select d.submitted_at, d.id from sys_flow_instance d where d.id = $2))
        and ($3::text is null or i.flow = $3)
        and ($4::text is null or i.title ilike $4 or i.code ilike $4)
    order by i.submitted_at desc, i.id desc limit $5
) as l
order by l.at desc, l."cursor" desc

-- name: copied
select l.flow, l.version, l.node_key, l."cursor"::text, row_to_json(l)::text as line,
    concat_ws(' ', l.initiator, l.on_behalf_of, array_to_string(l.waiting, ' ')) as who
from (
    select c.at, c.id as "cursor", null::uuid as task, c.node_key, '' as state,
        null::timestamptz as due_at, null::uuid as on_behalf_of, c.read_at is null as unread, coalesce((
            select array_agg(distinct w.assignee) from sys_flow_task w
            where w.root = i.root and w.instance = i.id and w.state = 'pending'
        ), '{}') as waiting,
        i.id as instance, i.flow, i.version, i.title, i.code, i.form, i.record,
        i.initiator, i.submitted_at, i.status
    from sys_flow_copy c
    join sys_flow_instance i on i.id = c.instance
    where c.person = $1
        and ($2::uuid is null
             or (c.at, c.id) < (select d.at, d.id from sys_flow_copy d where d.id = $2))
        and ($3::text is null or i.flow = $3)
        and ($4::text is null or i.title ilike $4 or i.code ilike $4)
    order by c.at desc, c.id desc limit $5
) as l
order by l.at desc, l."cursor" desc

-- name: delegated
-- What others have in the place of the person, and who.
select l.flow, l.version, l.node_key, l."cursor"::text, row_to_json(l)::text as line,
    concat_ws(' ', l.initiator, l.on_behalf_of, array_to_string(l.waiting, ' ')) as who
from (
    select t.given_at as at, t.id as "cursor", t.id as task, n.key as node_key, t.state, n.due_at,
        t.on_behalf_of, false as unread, array[t.assignee] as waiting,
        i.id as instance, i.flow, i.version, i.title, i.code, i.form, i.record,
        i.initiator, i.submitted_at, i.status
    from sys_flow_task t
    join sys_flow_instance i on i.id = t.instance
    join sys_flow_node n on n.id = t.node_run
    where t.on_behalf_of = $1 and t.state = 'pending' and ($2::uuid is null or t.id < $2)
        and ($3::text is null or i.flow = $3)
        and ($4::text is null or i.title ilike $4 or i.code ilike $4)
    order by t.id desc limit $5
) as l
order by l."cursor" desc

-- name: counts
select
    (select count(*) from sys_flow_task where assignee = $1 and state = 'pending') as todo,
    (select count(*) from sys_flow_copy where person = $1 and read_at is null) as copied,
    (select count(*) from sys_flow_task where on_behalf_of = $1 and state = 'pending') as delegated

-- name: read
update sys_flow_copy set read_at = $3 where person = $1 and instance = $2 and read_at is null
