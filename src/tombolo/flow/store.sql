-- name: hold
select id from sys_flow_instance
where id = coalesce(
    (select root from sys_flow_instance where id = $1::uuid),
    (select root from sys_flow_task where id = $2::uuid)
)
for update

-- name: root_of
select coalesce(
    (select root from sys_flow_instance where id = $1::uuid),
    (select root from sys_flow_task where id = $2::uuid)
)
