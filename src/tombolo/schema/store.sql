-- name: version
select version from sys_catalog;

-- name: files
select path, data::text as data from (
    select distinct on (path) path, data from sys_definition order by path, version desc
) as newest where data is not null order by path;

-- name: sources
select path, source from (
    select distinct on (path) path, source from sys_definition order by path, version desc
) as newest where source is not null order by path;

-- name: last_two
select version, source, data::text as data from sys_definition where path = $1
order by version desc limit 2;

-- name: note
insert into sys_catalog_version (version, by_member, note, steps) values ($1, $2, $3, $4);

-- name: write
insert into sys_definition (path, version, source, data) values ($1, $2, $3, $4);

-- name: versions
select version, at, by_member, note from sys_catalog_version order by version desc limit $1;

-- name: bump
update sys_catalog set version = $1;

-- name: patience
set local lock_timeout = '300ms';

-- name: underway
select change.id, change.note,
       coalesce(100 * sum(piece.done) / nullif(sum(greatest(piece.total, 1)), 0), 0)::int as percent
from sys_definition_change as change
left join sys_definition_change_piece as piece on piece.change = change.id
where change.state in ('waiting', 'preparing', 'finishing') and change.id is distinct from $1
group by change.id;
