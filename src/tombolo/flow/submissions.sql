-- name: instance_of
select instance from sys_flow_task where id = $1

-- name: of_record
select id, flow, version, code, status, submitted_at, finished_at, initiator from sys_flow_instance
where form = $1 and record = $2 and parent is null
order by submitted_at desc, id desc limit 50

-- name: under_way
select record from sys_flow_instance
where flow = $1 and record = any ($2::uuid[]) and parent is null
    and status in ('running', 'returned', 'incident', 'suspended')
