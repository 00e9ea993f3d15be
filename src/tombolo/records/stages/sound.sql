-- name: wrong
-- A record without a stage has no open stay; one that is there has one, where and since when it says.
select id from (
    select coalesce(t.id, v.record) as id,
           t.{stage} is distinct from v.stage
           or (t.{stage} is not null and t.{since} is distinct from v.entered_at) as wrong
    from {table} t
    full join (select * from sys_stage_visit where form = $1 and field = $2 and left_at is null) v
      on v.record = t.id
) as standing where wrong
union
select record from (
    select record, left_at, visit, lead(entered_at) over w as following,
           row_number() over w as position
    from sys_stage_visit where form = $1 and field = $2
    window w as (partition by record order by visit)
) as chain
where visit <> position or left_at is distinct from following;

-- name: strip
-- What stands where the record does not is taken away.
delete from sys_stage_visit v
where form = $1 and field = $2 and record = any ($3::uuid[])
  and not exists (select from {table} t
                  where t.id = v.record and t.{stage} is not null and v.entered_at <= t.{since});

-- name: close
update sys_stage_visit set left_at = entered_at
where form = $1 and field = $2 and record = any ($3::uuid[]) and left_at is null;

-- name: stand
insert into sys_stage_visit (form, record, field, visit, stage, outcome, entered_at, left_at)
select $1, t.id, $2,
       1 + coalesce((select max(visit) from sys_stage_visit v
                     where v.form = $1 and v.field = $2 and v.record = t.id), 0),
       t.{stage}, t.{stage} = any ($4::text[]), t.{since}, t.{since}
from {table} t
where t.id = any ($3::uuid[]) and t.{stage} is not null
  and not exists (select from sys_stage_visit v
                  where v.form = $1 and v.field = $2 and v.record = t.id
                    and v.stage = t.{stage} and v.entered_at = t.{since});

-- name: chain
-- Each ends where the next begins; the last one stays open.
update sys_stage_visit v set left_at = c.following
from (
    select record, visit, lead(entered_at) over (partition by record order by visit) as following
    from sys_stage_visit where form = $1 and field = $2 and record = any ($3::uuid[])
) as c
where v.form = $1 and v.field = $2 and v.record = c.record and v.visit = c.visit;
