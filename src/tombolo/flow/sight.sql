-- name: mine
-- The approvals of a record in which somebody has, had or was told something.
select i.id as instance from sys_flow_instance i
where i.form = $1 and i.record = $2 and (
    exists (select from sys_flow_task t where t.instance = i.id and (t.assignee = $3 or t.decided_by = $3))
    or exists (select from sys_flow_copy c where c.instance = i.id and c.person = $3)
)
order by i.id desc limit $4
