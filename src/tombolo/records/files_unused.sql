-- name: free
-- Uploads that no record has ever named, no face shows and no import needs. Who is about to name one
-- holds it; it is passed over.
select f.id from sys_file f
where f.uploaded_at < $1
  and not exists (select from sys_file_use u where u.file = f.id)
  and not exists (select from sys_member m where m.avatar_file = f.id)
  and f.id::text <> all (array(
      select coalesce(body -> 'spec' ->> 'sheet_file', '') from sys_job
      union all
      select coalesce(progress -> 'result' ->> 'report', '') from sys_job))
order by f.id limit $2
for update skip locked;

-- name: forget
-- Asked again with the rows in hand: what was named since the look above stays.
delete from sys_file f
where f.id = any ($1::uuid[])
  and not exists (select from sys_file_use u where u.file = f.id)
  and not exists (select from sys_member m where m.avatar_file = f.id)
  and f.id::text <> all (array(
      select coalesce(body -> 'spec' ->> 'sheet_file', '') from sys_job
      union all
      select coalesce(progress -> 'result' ->> 'report', '') from sys_job));

-- name: unknown
select sha from unnest($1::text[]) as sha
where not exists (select from sys_file f where f.sha256 = sha);

-- name: known
select exists (select from sys_file where sha256 = $1);

-- name: shas
select distinct sha256 from sys_file where sha256 > $1 order by sha256 limit $2;
