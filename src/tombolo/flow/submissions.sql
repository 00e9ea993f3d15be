-- name: instance_of
select instance from sys_flow_task where id = $1

-- name: of_record
select id, flow, version, code, status, submitted_at, finished_at, initiator from sys_flow_instance
where form = $1 and record = $2 and parent is null
order by submitted_at desc, id desc limit 50
