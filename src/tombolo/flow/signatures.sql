-- name: add
insert into sys_flow_signature (file, task, instance, person, sha256, drawn_at)
values ($1, $2, $3, $4, $5, $6)

-- name: free
select sha256 from sys_flow_signature
where file = $1 and task = $2 and person = $3 and used_at is null
for update

-- name: use
with kept as (
    insert into sys_file_use (file, form, record)
    select file, 'sys.flow', instance from sys_flow_signature where file = $1
    on conflict do nothing
)
update sys_flow_signature set used_at = $2, decision = $3 where file = $1

-- name: used
select file from sys_flow_signature where instance = $1 and used_at is not null
