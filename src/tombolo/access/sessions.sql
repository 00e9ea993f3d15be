-- name: attempt
insert into sys_sign_in_attempt as a (login, address, failures, last_at, not_before)
values ($1, $2, 1, $3, $3)
on conflict (login, address) do update
set failures = case when a.last_at < $3 - $5::interval then 1
                    else least(a.failures + 1, $4::integer + 1) end,
    last_at = case when a.last_at >= $3 - $5::interval and a.failures >= $4 then a.last_at
                   else $3 end
returning failures, last_at;

-- name: forgive
delete from sys_sign_in_attempt where login = $1 and address = $2;

-- name: forgive_one
update sys_sign_in_attempt set failures = greatest(failures - 1, 0)
where login = '' and address = $1;

-- name: sweep_attempts
delete from sys_sign_in_attempt where last_at < $1;

-- name: add
insert into sys_session (token_hash, id, member, created_at, last_seen, expires_at, agent, address)
values ($1, $2, $3, $4, $4, $5, $6, $7);

-- name: find
select s.id, s.member, s.created_at, s.last_seen, s.expires_at, s.agent, s.address
from sys_session s join sys_member m on m.id = s.member
where s.token_hash = $1 and s.expires_at > $2 and s.last_seen > $3 and m.active;

-- name: touch
update sys_session set last_seen = $2, address = $3 where id = $1 and last_seen < $2;

-- name: end
delete from sys_session where token_hash = $1 returning member;

-- name: end_one
delete from sys_session where id = $1 and member = $2;

-- name: end_all
delete from sys_session where member = $1 and token_hash is distinct from $2;

-- name: of_member
select id, member, created_at, last_seen, expires_at, agent, address
from sys_session where member = $1 and expires_at > $2 order by last_seen desc;

-- name: sweep
delete from sys_session where expires_at < $1 or last_seen < $2;

-- name: set_password
update sys_member
set password_hash = $2, must_change_password = $3, password_changed_at = $4
where id = $1;

-- name: password
select m.id, m.login, m.password_hash, m.active,
       exists (select from sys_second_step s
               where s.member = m.id and s.confirmed_at is not null) as second_step
from sys_member m where lower(m.login) = lower($1);

-- name: password_of
select id, login, password_hash, active from sys_member where id = $1;

-- name: rehash
update sys_member set password_hash = $2 where id = $1 and password_hash = $3;

-- name: add_step
insert into sys_sign_in_step (token_hash, member, expires_at) values ($1, $2, $3);

-- name: end_steps
delete from sys_sign_in_step where member = $1;

-- name: sweep_steps
delete from sys_sign_in_step where expires_at < $1;
