-- name: news
select pg_current_snapshot()::text as at, o.id, o.form, o.record, o.act, o.by_member, o.at as happened
from (select 1) as once
left join (
    select * from sys_outbox
    where tx >= pg_snapshot_xmin($1::text::pg_snapshot)
      and tx < pg_snapshot_xmax(pg_current_snapshot())
      and not pg_visible_in_snapshot(tx, $1::text::pg_snapshot)
    order by id limit $2
) as o on true;

-- name: position
select pg_current_snapshot()::text;

-- name: missed
select pg_snapshot_xmax($1::text::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
    or exists (
        select 1 from sys_outbox
        where tx >= pg_snapshot_xmin($1::text::pg_snapshot)
          and not pg_visible_in_snapshot(tx, $1::text::pg_snapshot)
    );

-- name: versions
select (select version from sys_catalog) as catalog, (select version from sys_people_version) as people;

-- name: sweep
delete from sys_outbox where at < $1;
