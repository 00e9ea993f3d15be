-- name: leave
with moved as (
    select * from json_to_recordset($1::json) as r (record uuid, field text, at timestamptz)
)
update sys_stage_visit v set left_at = m.at
from moved m
where v.form = $2 and v.record = m.record and v.field = m.field and v.left_at is null;

-- name: drop_tasks
with moved as (
    select * from json_to_recordset($1::json) as r (record uuid, field text, at timestamptz)
)
update sys_stage_task t set state = 'skipped', done_at = m.at, done_by = $3
from moved m
where t.form = $2 and t.record = m.record and t.field = m.field and t.state = 'todo';

-- name: enter
with moved as (
    select * from json_to_recordset($1::json)
        as r (record uuid, field text, stage text, outcome boolean, at timestamptz, reason text)
)
insert into sys_stage_visit (form, record, field, visit, stage, outcome, entered_at, by_member, reason)
select $2, m.record, m.field,
       1 + coalesce((select max(v.visit) from sys_stage_visit v
                     where v.form = $2 and v.record = m.record and v.field = m.field), 0),
       m.stage, m.outcome, m.at, $3, m.reason
from moved m;

-- name: give
with tasks as (
    select * from json_to_recordset($1::json)
        as r (id uuid, record uuid, field text, key text, position integer, mandatory boolean,
              who uuid, role text, due_on date)
)
insert into sys_stage_task (id, form, record, field, visit, stage, key, position, mandatory, who, role, due_on)
select t.id, $2, t.record, t.field, v.visit, v.stage, t.key, t.position, t.mandatory, t.who, t.role, t.due_on
from tasks t
join sys_stage_visit v
  on v.form = $2 and v.record = t.record and v.field = t.field and v.left_at is null;

-- name: standing
select r.record, r.field,
       (select v.stage from sys_stage_visit v
        where v.form = $1 and v.record = r.record and v.field = r.field and not v.outcome
        order by v.visit desc limit 1) as stage,
       array(select t.key from sys_stage_task t
             where t.form = $1 and t.record = r.record and t.field = r.field
               and t.state = 'todo' and t.mandatory
             order by t.position) as todo
from unnest($2::uuid[], $3::text[]) as r (record, field);

-- name: visits
select field, visit, stage, outcome, entered_at, left_at, by_member, reason,
       extract(epoch from coalesce(left_at, $3) - entered_at)::bigint as seconds
from sys_stage_visit where form = $1 and record = $2 order by field, visit;

-- name: tasks
select id, field, visit, stage, key, mandatory, who, role, due_on, state, result, done_at, done_by
from sys_stage_task where form = $1 and record = $2 order by field, visit, position;

-- name: people
select id, name from sys_member where id = any ($1::uuid[]);
