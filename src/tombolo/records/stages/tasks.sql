-- name: one
select t.id, t.form, t.record, t.field, t.stage, t.key, t.mandatory, t.who, t.role, t.state
from sys_stage_task t where t.id = $1;

-- name: again
select state, who, role from sys_stage_task where id = $1;

-- name: close
update sys_stage_task set state = $2, result = $3, done_at = $4, done_by = $5 where id = $1;

-- name: assign
update sys_stage_task set who = $2, role = '' where id = $1
  and exists (select from sys_member where id = $2 and active);

-- name: mine
select id, form, record, field, stage, key, mandatory, who, role, due_on
from sys_stage_task
where state = 'todo' and (who = $1 or (who is null and role = any ($2::text[])))
order by due_on nulls last, id limit $3;
