-- name: version
select coalesce(max(version), 0) from sys_definition where path = $1;

-- name: versions
select d.version, v.at, v.by_member, v.note, d.data is null as gone
from sys_definition d join sys_catalog_version v using (version)
where d.path = $1 order by d.version desc limit 50;

-- name: data
select data::text from sys_definition where path = $1 and version = $2;
