-- name: clear
delete from sys_stage_visit where form = $1 and field = $2 and record = any ($3::uuid[]);

-- name: stays
with stays as (
    select * from json_to_recordset($3::json)
        as r (record uuid, visit integer, stage text, outcome boolean, entered_at timestamptz,
              left_at timestamptz, by_member uuid, reason text)
)
insert into sys_stage_visit
    (form, field, record, visit, stage, outcome, entered_at, left_at, by_member, reason)
select $1, $2, record, visit, stage, outcome, entered_at, left_at, by_member, reason from stays;

-- name: deeds
with deeds as (
    select * from json_to_recordset($3::json)
        as r (id uuid, record uuid, visit integer, stage text, key text, position integer,
              mandatory boolean, who uuid, role text, due_on date, state text, result text,
              done_at timestamptz, done_by uuid)
)
insert into sys_stage_task
    (form, field, id, record, visit, stage, key, position, mandatory, who, role, due_on, state,
     result, done_at, done_by)
select $1, $2, id, record, visit, stage, key, position, mandatory, who, role, due_on, state,
       result, done_at, done_by
from deeds;

-- name: since
update {table} t set {since} = v.entered_at
from sys_stage_visit v
where v.form = $1 and v.field = $2 and v.record = t.id and v.left_at is null
  and t.id = any ($3::uuid[]);
