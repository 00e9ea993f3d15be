-- name: tables
select c.relname as name, c.reltuples::bigint as rows
from pg_class c
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
order by c.relname;

-- name: columns
select c.relname as table_name, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull as required, pg_get_expr(d.adbin, d.adrelid) as preset,
       a.attgenerated <> '' as generated
from pg_attribute a
join pg_class c on c.oid = a.attrelid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
  and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum;

-- name: indexes
select t.relname as table_name, c.relname as name, pg_get_indexdef(i.indexrelid) as definition,
       i.indisunique as is_unique, i.indisvalid as valid
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_class t on t.oid = i.indrelid
where t.relnamespace = current_schema()::regnamespace
order by t.relname, c.relname;

-- name: constraints
select t.relname as table_name, k.conname as name, k.contype::text as kind,
       pg_get_constraintdef(k.oid) as definition, k.convalidated as valid
from pg_constraint k
join pg_class t on t.oid = k.conrelid
where t.relnamespace = current_schema()::regnamespace
order by t.relname, k.conname;

-- name: health
select current_setting('server_version') as version,
       current_setting('server_version_num')::int as number,
       current_user::text as "user",
       (select rolsuper from pg_roles where rolname = current_user) as superuser,
       current_setting('data_checksums') = 'on' as checksums,
       current_setting('fsync') = 'on' as fsync,
       current_setting('synchronous_commit') as synchronous_commit,
       pg_encoding_to_char(encoding) as encoding,
       pg_database_size(datname) as size,
       (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
       current_setting('max_connections')::int as max_connections,
       clock_timestamp() as now
from pg_database where datname = current_database();

-- name: dead_jobs
select count(*) from sys_job where state = 'dead';

-- name: index_state
select i.indisvalid from pg_index i where i.indexrelid = to_regclass(quote_ident($1));

-- name: index_progress
select blocks_done + tuples_done as done, blocks_total + tuples_total as total
from pg_stat_progress_create_index where datname = current_database() and blocks_total is not null
limit 1;

-- name: hidden_columns
select c.relname as table_name, a.attname as name
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0
  and not a.attisdropped and starts_with(a.attname::text, $1)
order by 1, 2;

-- name: hidden_indexes
select c.relname as name from pg_class c
where c.relnamespace = current_schema()::regnamespace and c.relkind = 'i'
  and starts_with(c.relname::text, $1)
order by 1;

-- name: hidden_functions
select p.proname as name from pg_proc p
where p.pronamespace = current_schema()::regnamespace and starts_with(p.proname::text, $1)
order by 1;
