-- name: open
-- The approvals that run for records, by their roots, in one order for all.
select id from sys_flow_instance
where form = $1 and record = any ($2::uuid[]) and parent is null
    and status in ('running', 'returned', 'incident', 'suspended')
order by id
