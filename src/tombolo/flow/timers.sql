-- name: due
-- In the initiator's name; where the initiator has left, in that of an administrator.
select t.root, min(t.due_at) as due,
    case when m.active then m.id else (
        select a.id from sys_member a where a.active and a.is_admin order by a.id limit 1
    ) end as initiator
from sys_flow_timer t
join sys_flow_instance i on i.id = t.root
join sys_member m on m.id = i.initiator
where t.state = 'armed' and t.due_at <= clock_timestamp() and not t.root = any ($1::uuid[])
group by t.root, m.id
order by due limit $2

-- name: still
select exists (
    select from sys_flow_timer where root = $1 and state = 'armed' and due_at <= $2
)
