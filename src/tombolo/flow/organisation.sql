-- name: around
-- The version of the people, delegations that are in force or will be, and the days that differ.
select json_build_object(
    'people', (select version from sys_people_version),
    'delegations', (
        select coalesce(json_agg(d), '[]') from sys_flow_delegation d
        where d.revoked_at is null and d.ends_at > $1::timestamptz
    ),
    'days', (
        select coalesce(json_agg(json_build_array(h.day, h.works)), '[]') from sys_holiday h
        where h.day between $1::timestamptz::date - 1 and $1::timestamptz::date + 500
    )
)::text
