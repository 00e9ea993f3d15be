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
    )
    or exists (
        select 1 from sys_mark
        where key = 'outbox.swept'
          and not pg_visible_in_snapshot((value #>> '{}')::xid8, $1::text::pg_snapshot)
    );

-- name: versions
select (select version from sys_catalog) as catalog, (select version from sys_people_version) as people;

-- name: sweep
-- The oldest facts, as many as one statement may take; how far is noted for who comes back later.
with gone as (
    delete from sys_outbox
    where id in (select id from sys_outbox order by id limit $2) and at < $1
    returning tx
), told as (
    insert into sys_mark as s (key, value)
    select 'outbox.swept', to_jsonb(max(tx)::text) from gone having count(*) > 0
    on conflict (key) do update set value = excluded.value
    where (s.value #>> '{}')::xid8 < (excluded.value #>> '{}')::xid8
)
select count(*) from gone;
