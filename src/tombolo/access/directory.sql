-- name: actor
with recursive mine as (
    select department from sys_member_department where member = $1
    union
    select department from sys_member where id = $1 and department is not null
),
under as (
    select department as id from mine
    union
    select d.id from sys_department d join under on d.parent = under.id
)
select m.id, m.name, m.login, m.is_admin, m.department, m.language, m.must_change_password,
       coalesce(m.email, '') as email,
       s.confirmed_at is not null as second_step,
       coalesce((select value #>> '{}' from sys_setting where key = 'second_step'), 'free')
           as second_step_demand,
       coalesce((select array_agg(d.name) from sys_department d join mine on mine.department = d.id),
                '{}') as department_names,
       coalesce((select array_agg(role) from sys_member_role where member = m.id), '{}') as roles,
       coalesce((select array_agg(id) from under), '{}') as departments
from sys_member m left join sys_second_step s on s.member = m.id
where m.id = $1 and m.active;

-- name: members
select m.id, m.name, m.login, m.email, m.language, m.avatar_file, m.active, m.department,
       m.is_admin, m.created_at,
       exists (select from sys_second_step s
               where s.member = m.id and s.confirmed_at is not null) as second_step,
       coalesce((select array_agg(department order by department)
                 from sys_member_department where member = m.id), '{}') as departments,
       coalesce((select array_agg(role order by role)
                 from sys_member_role where member = m.id), '{}') as roles
from sys_member m
where ($1::uuid is null or m.id = $1) and ($2::text is null or lower(m.login) = lower($2))
order by m.name, m.id;

-- name: departments
select id, name, parent, head, position from sys_department order by position, name, id;

-- name: roles
select key, label from sys_role order by key;

-- name: lock
select pg_advisory_xact_lock(hashtextextended('directory ' || current_schema(), 0));

-- name: save_member
insert into sys_member (id, name, login, email, language, avatar_file, active, department,
                        is_admin, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (id) do update
set name = excluded.name, login = excluded.login, email = excluded.email,
    language = excluded.language, avatar_file = excluded.avatar_file, active = excluded.active,
    department = excluded.department, is_admin = excluded.is_admin;

-- name: drop_departments
delete from sys_member_department where member = $1 and department <> all ($2::uuid[]);

-- name: add_departments
insert into sys_member_department (member, department)
select $1, unnest($2::uuid[]) on conflict do nothing;

-- name: drop_roles
delete from sys_member_role where member = $1 and role <> all ($2::text[]);

-- name: add_roles
insert into sys_member_role (member, role)
select $1, unnest($2::text[]) on conflict do nothing;

-- name: end_sessions
delete from sys_session where member = $1;

-- name: administrators
select count(*) from sys_member where is_admin and active;

-- name: save_department
insert into sys_department (id, name, parent, head, position) values ($1, $2, $3, $4, $5)
on conflict (id) do update
set name = excluded.name, parent = excluded.parent, head = excluded.head,
    position = excluded.position;

-- name: last_position
select coalesce(max(position), -1) + 1 from sys_department where parent is not distinct from $1;

-- name: siblings
select id from sys_department where parent is not distinct from $1;

-- name: order_departments
update sys_department d set position = o.position - 1
from unnest($1::uuid[]) with ordinality o (id, position)
where d.id = o.id and d.position <> o.position - 1;

-- name: circle
with recursive up as (
    select parent from sys_department where id = $1
    union
    select d.parent from sys_department d join up on d.id = up.parent
)
select exists (select from up where parent = $1);

-- name: delete_department
delete from sys_department where id = $1;

-- name: leave_department
delete from sys_member_department where department = $1;

-- name: save_role
insert into sys_role (key, label) values ($1, $2::jsonb)
on conflict (key) do update set label = excluded.label;

-- name: delete_role
delete from sys_role where key = $1;

-- name: set_language
update sys_member set language = $2 where id = $1;
