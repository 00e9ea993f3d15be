-- name: events
select seq, instance, type, at, actor, on_behalf_of, node_run, task, data
from sys_flow_event where root = $1 order by seq
