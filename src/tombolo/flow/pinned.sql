-- name: open
select o.*, d.data
from (
    select flow, version, form, count(*) as count,
        coalesce(nullif(min(code), ''), min(title)) as example
    from sys_flow_instance
    where status in ('running', 'returned', 'incident', 'suspended')
    group by flow, version, form
) o
left join sys_definition d
    on d.version = o.version
    and d.path = split_part(o.flow, '.', 1) || '/flows/' || split_part(o.flow, '.', 2)
order by o.flow, o.version
;

-- name: versions
select version, count(*) as count from sys_flow_instance
where flow = $1 and status in ('running', 'returned', 'incident', 'suspended')
group by version order by version desc;
