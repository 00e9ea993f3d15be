-- name: held
-- The approvals in which a person has something to do, frozen tasks too, by their roots.
select t.root, count(*) as tasks
from sys_flow_task as t
join sys_flow_instance as i on i.id = t.instance
where t.assignee = $1 and t.state in ('waiting', 'pending', 'suspended')
    and i.status in ('running', 'returned', 'incident', 'suspended')
group by t.root
order by t.root;
