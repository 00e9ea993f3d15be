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

-- name: note
insert into sys_catalog_version (version, by_member, note, steps) values ($1, $2, $3, $4);

-- name: write
insert into sys_definition (path, version, source, data) values ($1, $2, $3, $4);

-- name: versions
select version, at, by_member, note from sys_catalog_version order by version desc limit $1;

-- name: bump
update sys_catalog set version = $1;
