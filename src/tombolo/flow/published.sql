-- name: versions
select distinct on (path) path, version
from sys_definition
where path like '%/flows/%'
order by path, version desc

-- name: data
select data from sys_definition where path = $1 and version = $2
