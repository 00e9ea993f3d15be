-- name: add
insert into sys_flow_delegation
    (id, principal, delegate, starts_at, ends_at, flows, departments, made_by, made_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: open
-- Those in force or to come: of one principal, to one delegate, or all.
select id, principal, delegate, starts_at, ends_at, flows, departments
from sys_flow_delegation
where revoked_at is null and ends_at > $3
    and ($1::uuid is null or principal = $1) and ($2::uuid is null or delegate = $2)
order by starts_at, id

-- name: hold
-- One at a time writes down delegations of a person, so that their number is bounded.
select pg_advisory_xact_lock(hashtextextended('delegation ' || current_schema() || $1, 0))

-- name: end
update sys_flow_delegation set revoked_at = $3
where id = $1 and revoked_at is null and ends_at > $3 and ($2::uuid is null or principal = $2)
